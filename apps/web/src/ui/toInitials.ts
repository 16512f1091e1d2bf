const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One or two characters, as a person counts them, to stand for a name. */
export function toInitials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const first = words[0] ?? name.trim();
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return `${firstCharacter(first)}${firstCharacter(last)}`.toLocaleUpperCase('en');
}

function firstCharacter(word: string): string {
  const letters = word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, '') || word;
  return [...graphemes.segment(letters)][0]?.segment ?? '';
}
