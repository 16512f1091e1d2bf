import { describe, expect, it } from 'vitest';
import { defaultKeys } from './shortcutKeys.ts';
import { createPreferences, parsePreferences } from './preferences.ts';

const fresh = { theme: 'system', moreContrast: false, language: 'system', shortcuts: true, keys: defaultKeys };

function createStorage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

describe('preferences', () => {
  it('are remembered', () => {
    const storage = createStorage();
    createPreferences(() => storage).setState({ theme: 'dark', language: 'ru', shortcuts: false });
    expect(createPreferences(() => storage).getState()).toEqual({
      ...fresh,
      theme: 'dark',
      language: 'ru',
      shortcuts: false,
    });
  });

  it('hold without a storage, too', () => {
    const preferences = createPreferences(() => {
      throw new Error('switched off');
    });
    preferences.setState({ theme: 'light' });
    expect(preferences.getState()).toEqual({ ...fresh, theme: 'light' });
  });

  it.each([undefined, null, 1, 'dark', [], { theme: 'pink', language: 'toString', moreContrast: 1, shortcuts: 0 }])(
    'are those of a new device when %j is stored',
    (stored) => {
      expect(parsePreferences(stored)).toEqual(fresh);
    },
  );
});
