import { createStore, type StoreApi } from 'zustand/vanilla';
import { parseEffectChoices, plainChoices, type EffectChoices } from './effectChoices.ts';
import { defaultKeys, parseKeys, type ShortcutKeys } from './shortcutKeys.ts';
import { isLanguage, type Language } from '../text/languages.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What the person has set on this device. */
export type Preferences = {
  readonly theme: Theme;
  readonly moreContrast: boolean;
  readonly language: Language | 'system';
  /** Single keys do things in a call. */
  readonly shortcuts: boolean;
  readonly keys: ShortcutKeys;
  readonly effects: EffectChoices;
};

export type PreferencesStore = StoreApi<Preferences>;

const initial: Preferences = {
  theme: 'system',
  moreContrast: false,
  language: 'system',
  shortcuts: true,
  keys: defaultKeys,
  effects: plainChoices,
};

const KEY = 'confab.preferences';

/** Read from the device now, written to it with each change. A device that forbids that forgets them with the page. */
export function createPreferences(storage: () => Storage = () => localStorage): PreferencesStore {
  const store = createStore<Preferences>()(() => parsePreferences(read(storage)));
  store.subscribe((preferences) => {
    try {
      storage().setItem(KEY, JSON.stringify(preferences));
    } catch {
      // Storage is full or switched off: the setting holds as long as the page.
    }
  });
  return store;
}

function read(storage: () => Storage): unknown {
  try {
    return JSON.parse(storage().getItem(KEY) ?? 'null');
  } catch {
    return undefined; // Storage is switched off, or somebody else wrote there.
  }
}

/** What is unfit, from an older version or another hand, gives way to what a new device has. */
export function parsePreferences(stored: unknown): Preferences {
  if (typeof stored !== 'object' || stored === null) return initial;
  const { theme, moreContrast, language, shortcuts, keys, effects } = stored as Partial<
    Record<keyof Preferences, unknown>
  >;
  return {
    theme: themes.find((one) => one === theme) ?? initial.theme,
    moreContrast: moreContrast === true,
    language: isLanguage(language) ? language : initial.language,
    shortcuts: shortcuts !== false,
    keys: parseKeys(keys),
    effects: parseEffectChoices(effects),
  };
}
