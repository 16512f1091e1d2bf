import { en, type Text } from './en.ts';

/** The languages there are. Another one is one file of type `Text`, and its line here. */
export const languages = {
  en: { name: 'English', load: async (): Promise<Text> => en },
  ru: { name: 'Русский', load: async (): Promise<Text> => (await import('./ru.ts')).ru },
} as const;

export type Language = keyof typeof languages;

export const isLanguage = (text: unknown): text is Language =>
  typeof text === 'string' && Object.hasOwn(languages, text);

/** The first of the browser's languages that there is; English otherwise. */
export function pickLanguage(wanted: Language | 'system', preferred: readonly string[]): Language {
  if (wanted !== 'system') return wanted;
  return preferred.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}
