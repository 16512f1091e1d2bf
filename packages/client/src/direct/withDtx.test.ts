import { describe, expect, it } from 'vitest';
import { withDtx } from './withDtx.ts';

const toSdp = (...lines: string[]) => lines.map((line) => `${line}\r\n`).join('');
const head = ['v=0', 'a=group:BUNDLE 0 1'];
const sound = (mid: string, ...formats: string[]) => [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  `a=mid:${mid}`,
  'a=rtpmap:111 opus/48000/2',
  ...formats,
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
];

describe('asking for silence to be left out', () => {
  it('is one more parameter of Opus, in the named sections only', () => {
    const opus = 'a=fmtp:111 minptime=10;useinbandfec=1';
    expect(withDtx(toSdp(...head, ...sound('0', opus), ...sound('1', opus)), ['1'])).toBe(
      toSdp(...head, ...sound('0', opus), ...sound('1', `${opus};usedtx=1`)),
    );
  });

  it('is a line of its own where Opus has no parameters', () => {
    expect(withDtx(toSdp(...head, ...sound('0')), ['0'])).toBe(toSdp(...head, ...sound('0', 'a=fmtp:111 usedtx=1')));
  });

  it.each([
    ['which say something of it already', toSdp(...head, ...sound('0', 'a=fmtp:111 usedtx=0'))],
    ['without Opus', toSdp(...head, 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'a=mid:0', 'a=rtpmap:0 PCMU/8000')],
    ['that are none', 'not a description'],
  ])('leaves descriptions alone %s', (_, sdp) => {
    expect(withDtx(sdp, ['0'])).toBe(sdp);
  });
});
