import { describe, expect, it } from 'vitest';
import { plainChoices } from './effectChoices.ts';
import { defaultKeys } from './shortcutKeys.ts';
import { createPreferences, parsePreferences } from './preferences.ts';

const fresh = {
  theme: 'system',
  moreContrast: false,
  language: 'system',
  shortcuts: true,
  keys: defaultKeys,
  effects: plainChoices,
};

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

  it('remember what is done to sound and picture, and nothing that there is not', () => {
    const storage = createStorage();
    const effects = { noiseSuppression: 'strong', background: 'hills', videoQuality: 'saver' } as const;
    createPreferences(() => storage).setState({ effects });
    expect(createPreferences(() => storage).getState().effects).toEqual(effects);
    const stored = { noiseSuppression: 'loud', background: '__proto__', videoQuality: 1 };
    expect(parsePreferences({ effects: stored }).effects).toEqual(plainChoices);
    expect(parsePreferences({ effects: [] }).effects).toEqual(plainChoices);
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
