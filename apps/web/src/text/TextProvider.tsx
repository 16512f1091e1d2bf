import { useEffect, useState, type ReactNode } from 'react';
import { run } from '../app/run.ts';
import { usePreference } from '../device/PreferencesContext.ts';
import type { Text } from './en.ts';
import { languages, pickLanguage } from './languages.ts';
import { TextContext } from './TextContext.ts';

type Props = { readonly children: ReactNode; readonly first: Text };

/** The words in the language that the person has chosen; another choice shows once its words are loaded. */
export function TextProvider({ children, first }: Props) {
  const language = pickLanguage(
    usePreference((preferences) => preferences.language),
    navigator.languages,
  );
  const [text, setText] = useState(first);
  useEffect(() => {
    let isWanted = true;
    const show = async () => {
      const next = await languages[language].load();
      if (!isWanted) return;
      document.documentElement.lang = language;
      setText(next);
    };
    run(show());
    return () => {
      isWanted = false;
    };
  }, [language]);
  return <TextContext value={text}>{children}</TextContext>;
}
