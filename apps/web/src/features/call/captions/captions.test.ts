import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetAt, forgetLines, hearCaption, type CaptionLine } from './keepLines.ts';
import { paceWords, toFit } from './paceWords.ts';
import type { Words } from './recognise.ts';

describe('paceWords', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const words = (text: string, isFinal = false, captionId = 'c1'): Words => ({ captionId, text, isFinal });

  it('tells twice a second what changes, and the end at once', () => {
    const sent: string[] = [];
    const pace = paceWords(({ text }) => sent.push(text));
    for (const text of ['a', 'ab', 'abc']) pace.tell(words(text));
    expect(sent).toEqual(['a']);
    vi.advanceTimersByTime(500);
    expect(sent).toEqual(['a', 'abc']);
    pace.tell(words('abcd'));
    pace.tell(words('abcde', true));
    expect(sent).toEqual(['a', 'abc', 'abcde']);
    vi.advanceTimersByTime(5_000);
    expect(sent).toHaveLength(3);
  });

  it('loses nothing of an utterance when the next one begins, and says nothing once it is stopped', () => {
    const sent: string[] = [];
    const pace = paceWords(({ text }) => sent.push(text));
    pace.tell(words('one'));
    pace.tell(words('one and'));
    pace.tell(words('two', false, 'c2'));
    expect(sent).toEqual(['one', 'one and']);
    pace.stop();
    vi.advanceTimersByTime(5_000);
    expect(sent).toEqual(['one', 'one and']);
  });

  it('[CP3] makes fit what a recogniser may say', () => {
    expect(toFit(' a\u0000\nb\u202Ec ')).toBe('a b c');
    expect(Array.from(toFit('🎉'.repeat(400)))).toHaveLength(300);
    expect(toFit(`${'x'.repeat(400)} the end`)).toMatch(/^…x+ the end$/);
    expect(toFit('\n ')).toBe('');
  });
});

describe('the lines', () => {
  const heard = (captionId: string, text: string, peerId = 'ada') => ({
    captionId,
    text,
    peerId,
    displayName: peerId,
    isFinal: false,
  });
  const textsOf = (lines: readonly CaptionLine[]) => lines.map(({ text }) => text);

  it('are the newest three; who goes on keeps the place', () => {
    let lines = hearCaption([], heard('1', 'one'), 0);
    lines = hearCaption(lines, heard('1', 'bob', 'bob'), 1);
    lines = hearCaption(lines, heard('1', 'one and'), 2);
    expect(textsOf(lines)).toEqual(['one and', 'bob']);
    for (const id of ['2', '3']) lines = hearCaption(lines, heard(id, id), 3);
    expect(textsOf(lines)).toEqual(['bob', '2', '3']);
  });

  it('go when they have been read', () => {
    const lines = hearCaption(hearCaption([], heard('1', 'one'), 0), heard('2', 'two'), 3_000);
    expect(forgetAt(lines)).toBe(8_000);
    expect(textsOf(forgetLines(lines, 8_000))).toEqual(['two']);
    expect(forgetLines(lines, 7_999)).toBe(lines);
    expect(forgetAt([])).toBeUndefined();
  });
});
