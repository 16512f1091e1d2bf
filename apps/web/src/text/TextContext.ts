import { createContext, useContext } from 'react';
import { en, type Text } from './en.ts';

/** The language of the pages around which it stands. */
export const TextContext = createContext<Text>(en);

export const useText = (): Text => useContext(TextContext);
