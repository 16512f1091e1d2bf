import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import type { RawStats } from '../statistics/RawStats.ts';
import { FakeTrack } from '../testing/FakeTrack.ts';
import { settle } from '../testing/FakeServer.ts';
import * as recorded from '../testing/recordedStats.ts';
import type { ConnectionCheck } from './checkConnection.ts';
import { checkConnection } from './checkConnection.ts';

type World = {
  stats?: (seconds: number) => RawStats[];
  level?: (ms: number) => number;
  hasMicrophone?: boolean;
  cannotListen?: boolean;
};

/** What comes out of it, and after how many milliseconds. */
async function check({ stats = () => [], level = () => 0, hasMicrophone = true, cannotListen = false }: World) {
  const clock = new FakeClock();
  let [open, result] = [0, undefined as ConnectionCheck | undefined];
  void checkConnection({
    clock,
    collect: () => Promise.resolve(stats(clock.now() / 1_000 + 1)),
    microphone: () => (hasMicrophone ? new FakeTrack('audio', 'mic') : undefined),
    openMeter: () => {
      if (cannotListen) throw new Error('no');
      open++;
      return { peak: () => level(clock.now()), close: () => void open-- };
    },
  }).then((one) => (result = one));
  await settle();
  while (!result && clock.now() < 20_000) {
    clock.advance(50);
    await settle();
  }
  return { result, ms: clock.now(), open, pending: clock.pending };
}

const none = new Map();
const chromium = (seconds: number): RawStats[] => [
  { by: 'sfu', incoming: none, outgoing: none, sendPath: recorded.chromiumPath(seconds), receivePath: none },
];
const sending = (seconds: number): RawStats[] =>
  chromium(seconds).map((stats) => ({ ...stats, outgoing: new Map([['camera', recorded.chromiumCamera(seconds)]]) }));
const firefox = (seconds: number): RawStats[] => [
  { by: 'sfu', incoming: none, outgoing: none, sendPath: recorded.firefoxPath(seconds), receivePath: none },
];

describe('checkConnection', () => {
  it('says how media finds its way as soon as everything is known', async () => {
    expect(await check({ stats: chromium, level: () => 0.3 })).toEqual({
      result: { path: 'udp', roundTripMs: 12, microphone: 'heard' },
      ms: 0,
      open: 0,
      pending: 0,
    });
  });

  it('waits for the path and for a word', async () => {
    const slow = (seconds: number) => (seconds < 2 ? [] : chromium(seconds));
    const { result, ms } = await check({ stats: slow, level: (now) => (now > 2_000 ? 0.1 : 0.001) });
    expect(result).toEqual({ path: 'udp', roundTripMs: 12, microphone: 'heard' });
    expect(ms).toBeLessThan(2_500);
  });

  it('ends after five seconds, whatever is not known by then', async () => {
    expect(await check({})).toMatchObject({
      result: { path: 'none', microphone: 'silent' },
      ms: 5_000,
      open: 0,
      pending: 0,
    });
  });

  it('says what could be sent while something is', async () => {
    expect((await check({ stats: sending })).result).toMatchObject({ uploadKbps: 682 });
    expect((await check({ stats: chromium })).result).not.toHaveProperty('uploadKbps');
  });

  it('knows a relay, and makes no round trip up', async () => {
    expect((await check({ stats: firefox, hasMicrophone: false })).result).toEqual({
      path: 'relay',
      microphone: 'none',
    });
  });

  it('goes on where nobody can listen', async () => {
    expect((await check({ stats: chromium, cannotListen: true })).result).toEqual({
      path: 'udp',
      roundTripMs: 12,
      microphone: 'silent',
    });
  });
});
