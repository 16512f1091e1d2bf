import { earlyFrames } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { readEarlyFrames } from './readEarlyFrames.ts';

const { plainProtocol, protocol, prefix, maxFrames, maxChars } = earlyFrames;
const nameOf = (bytes: string | Buffer) => prefix + Buffer.from(bytes).toString('base64url');
const header = (...names: string[]) => [plainProtocol, protocol, ...names].join(', ');

describe('readEarlyFrames', () => {
  it('[EN8] reads what came with the upgrade, in its order', () => {
    expect(readEarlyFrames(header(nameOf('{"a":1}'), nameOf('Zoë 👋')))).toEqual(['{"a":1}', 'Zoë 👋']);
  });

  it('[EN8] takes all of it or nothing', () => {
    const good = nameOf('good');
    const faulty = {
      'no header': undefined,
      'no frames': header(),
      'not asked for': [plainProtocol, good].join(','),
      'too many': header(...Array.from({ length: maxFrames + 1 }, (_, index) => nameOf(`frame ${index}`))),
      'too long': header(nameOf('x'.repeat(maxChars))),
      'not base64url': header(good, `${prefix}a+b=`),
      'a rest of bits': header(good, `${prefix}QR`),
      'not UTF-8': header(good, nameOf(Buffer.from([0xff, 0xfe]))),
    };
    const taken = Object.entries(faulty).flatMap(([what, text]) => (readEarlyFrames(text) ? [what] : []));
    expect(taken).toEqual([]);
  });
});
