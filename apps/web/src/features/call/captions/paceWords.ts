import type { Words } from './recognise.ts';

/** What is still being understood changes many times a second; twice is enough to read along. */
const PACE_MS = 500;
/** As much as one caption may hold; the newest words are those that are read. */
const MOST = 300;
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** Passes the newest words on, no more often than others can read; an end at once. */
export function paceWords(send: (words: Words) => void): { tell(words: Words): void; stop(): void } {
  let next: Words | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (!next) return;
    send(next);
    next = undefined;
    timer = setTimeout(flush, PACE_MS);
  };
  return {
    tell(words) {
      const fit = { ...words, text: toFit(words.text) };
      if (fit.text === '') return;
      if (next && next.captionId !== fit.captionId) send(next);
      next = fit;
      if (fit.isFinal) {
        clearTimeout(timer);
        flush();
      } else if (timer === undefined) flush();
    },
    stop() {
      clearTimeout(timer);
      next = undefined;
    },
  };
}

export function toFit(text: string): string {
  const characters = Array.from(text.replaceAll(UNFIT, ' ').trim());
  return characters.length <= MOST ? characters.join('') : `…${characters.slice(1 - MOST).join('')}`;
}
