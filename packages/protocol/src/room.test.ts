import { describe, expect, it, vi } from 'vitest';
import { parseAs } from './contract.ts';
import { displayName } from './room.ts';

const FAMILY = '👨‍👩‍👧‍👦'; // One grapheme of 7 code points.
const WAVE = '👋🏽'; // One of 2: the sign and its skin tone.

describe('displayName', () => {
  it.each([
    'Ada',
    'X',
    '张伟',
    'Søren Kierkegaard',
    'عبد الله',
    'Ada \u200E(עדה)', // A mark gives direction to itself only, and people type it.
    'r\u0065\u0301sum\u00E9',
    '🏳️‍🌈',
    FAMILY,
    '<b>bold</b> & javascript:alert(1)',
    "Robert'); DROP TABLE peers;--",
    'a'.repeat(64),
    WAVE.repeat(64),
    FAMILY.repeat(36),
  ])('[LI3] allows %s', (name) => {
    expect(parseAs(displayName, name)).toBe(name);
  });

  it('[LI3] trims', () => {
    expect(parseAs(displayName, ' \u00A0Ada\t\n')).toBe('Ada');
  });

  it.each([
    ['nothing', ''],
    ['spaces', ' \u00A0\u2003 '],
    ['zero width spaces', '\u200B\u200B'],
    ['joiners', '\u200D\u200C\uFEFF'],
    ['Hangul fillers', '\u3164\u115F\u1160\uFFA0'],
    ['empty Braille', '\u2800'],
    ['variation selectors', '\uFE0F\uFE0E'],
  ])('[LI3] refuses a name of %s: nobody would see it', (_, name) => {
    expect(() => parseAs(displayName, name)).toThrow('bad value');
  });

  it.each([0x00, 0x07, 0x0a, 0x1b, 0x7f, 0x85, 0x2028, 0x2029])('[LI3] refuses control character U+%i', (code) => {
    expect(() => parseAs(displayName, `a${String.fromCodePoint(code)}b`)).toThrow('bad value');
  });

  it.each([0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069])(
    '[LI3] refuses what turns the text around it: U+%i',
    (code) => {
      expect(() => parseAs(displayName, `Ada ${String.fromCodePoint(code)}gnp.exe`)).toThrow('bad value');
    },
  );

  it('[LI3] refuses half a character', () => {
    expect(() => parseAs(displayName, 'Ada \uD83D')).toThrow('bad value');
  });

  it.each([
    ['65 letters', 'a'.repeat(65)],
    ['65 graphemes', WAVE.repeat(65)],
    ['more code points than are kept, in few graphemes', FAMILY.repeat(37)],
    ['a tower of combining marks', `a${'\u0301'.repeat(300)}`],
  ])('[LI3] refuses %s', (_, name) => {
    expect(() => parseAs(displayName, name)).toThrow('bad value');
  });

  it('[LI3] refuses 10,000 emoji without counting them', () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    expect(() => parseAs(displayName, FAMILY.repeat(10_000))).toThrow('bad value');
    expect(segment).not.toHaveBeenCalled();
    segment.mockRestore();
  });

  it.each([null, undefined, 7, ['Ada'], { toString: () => 'Ada' }])('[LI3] refuses %o', (name) => {
    expect(() => parseAs(displayName, name)).toThrow('bad value');
  });
});
