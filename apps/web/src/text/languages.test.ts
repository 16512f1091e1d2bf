import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { isLanguage, languages, pickLanguage } from './languages.ts';

describe('pickLanguage', () => {
  it('takes what was chosen, else the first of the browser that there is, else English', () => {
    expect(pickLanguage('ru', ['en-US'])).toBe('ru');
    expect(pickLanguage('system', ['fr-CA', 'ru-RU', 'en'])).toBe('ru');
    expect(pickLanguage('system', ['en-GB', 'ru'])).toBe('en');
    expect(pickLanguage('system', ['fr', 'toString'])).toBe('en');
    expect(pickLanguage('system', [])).toBe('en');
  });
});

describe('the languages', () => {
  it.each(Object.entries(languages))(
    '%s says everything that English says, with other words',
    async (code, { load }) => {
      const text = await load();
      expect(shapeOf(text)).toEqual(shapeOf(en));
      if (code === 'en') return;
      const same = wordsOf(text).filter((word, index) => word === wordsOf(en)[index]);
      expect(new Set(same)).toEqual(new Set(['Confab']));
    },
  );

  it('counts in Russian as Russians do', async () => {
    const { call } = await languages.ru.load();
    expect([1, 2, 5, 21, 22, 111].map(call.inCall)).toEqual([
      '1 участник',
      '2 участника',
      '5 участников',
      '21 участник',
      '22 участника',
      '111 участников',
    ]);
  });

  it('are told by their code only', () => {
    expect([isLanguage('en'), isLanguage('ru'), isLanguage('constructor'), isLanguage(undefined)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

/** Keys with the kinds of their values. */
const shapeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
    : typeof value;

const wordsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
};
