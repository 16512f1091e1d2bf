import { describe, expect, it } from 'vitest';
import { readSavedName, saveName } from './savedName.ts';

function createStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    clear: () => values.clear(),
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** As a browser answers that blocks cookies: the mere mention throws. */
const refused = (): Storage => {
  throw new DOMException('denied', 'SecurityError');
};

describe('savedName', () => {
  it('remembers', () => {
    const storage = createStorage();
    expect(readSavedName(() => storage)).toBe('');
    saveName('Ada', () => storage);
    expect(readSavedName(() => storage)).toBe('Ada');
  });

  it('does without a storage', () => {
    expect(() => saveName('Ada', refused)).not.toThrow();
    expect(readSavedName(refused)).toBe('');
  });
});
