import { describe, expect, it } from 'vitest';
import type { Health, StreamFacts } from './judgeStreams.ts';
import { healthy, judgeStreams } from './judgeStreams.ts';

const LOOK_MS = 250;
type Flow = Record<string, (ms: number) => number>;
const flows = (ms: number) => ms;
const never = () => 0;
const until = (endMs: number) => (ms: number) => Math.min(ms, endMs);
const sourceOf = (trackId: string) => trackId.slice(trackId.lastIndexOf(':') + 1) as StreamFacts['source'];

/** What is done at which time, and who is unheard at the end. */
function watch(flow: Flow, untilMs: number) {
  let health: Health = healthy;
  let unheard: readonly string[] = [];
  const done: string[] = [];
  for (let ms = LOOK_MS; ms <= untilMs; ms += LOOK_MS) {
    const facts = Object.entries(flow).map(([trackId, count]) => ({
      trackId,
      source: sourceOf(trackId),
      count: count(ms),
    }));
    const judged = judgeStreams(health, facts, ms);
    ({ health, unheard } = judged);
    for (const { step, trackIds } of judged.repairs) done.push(`${ms} ${step} ${trackIds.join()}`);
  }
  return { done, unheard };
}

describe('judgeStreams', () => {
  it('[HE3] leaves alone what arrives', () => {
    expect(watch({ 'ada:microphone': flows, 'bob:camera': flows }, 60_000)).toEqual({ done: [], unheard: [] });
  });

  it('[HE3] asks again for a stream that stops, then for a new consumer, in less than 1.5 s', () => {
    const { done } = watch({ 'ada:microphone': until(5_000), 'bob:microphone': flows }, 6_500);
    expect(done).toEqual(['6000 resume ada:microphone', '6250 renew ada:microphone']);
  });

  it("[HE3] goes on now and then, ever more rarely: the fault may be the sender's", () => {
    const { done, unheard } = watch({ 'ada:microphone': until(5_000), 'bob:microphone': flows }, 90_000);
    expect(done.map((what) => Number(what.split(' ')[0]))).toEqual([
      6_000, 6_250, 8_250, 13_250, 23_250, 53_250, 83_250,
    ]);
    expect(unheard).toEqual(['ada:microphone']);
  });

  it('[HE2] calls unheard what has not arrived for a while, and no longer when it does', () => {
    const flow = {
      'ada:microphone': (ms: number) => (ms < 5_000 ? ms : Math.max(5_000, ms - 3_000)),
      'bob:camera': flows,
    };
    expect(watch(flow, 7_250).unheard).toEqual([]);
    expect(watch(flow, 7_500).unheard).toEqual(['ada:microphone']);
    expect(watch(flow, 8_500).unheard).toEqual([]);
  });

  it('[HE3] has patience with what was never there yet', () => {
    const { done } = watch({ 'ada:microphone': never, 'bob:microphone': flows }, 3_250);
    expect(done).toEqual(['3250 resume ada:microphone']);
    expect(watch({ 'ada:microphone': never }, 20_000).done.filter((what) => what.includes('restartIce'))).toEqual([]);
  });

  it('[HE3] does not take a new consumer that delivers nothing for a repair', () => {
    const renewed = (ms: number) => (ms < 6_300 ? Math.min(ms, 5_000) : 0);
    const { done } = watch({ 'ada:microphone': renewed, 'bob:microphone': flows }, 9_000);
    expect(done.map((what) => what.split(' ')[1])).toEqual(['resume', 'renew', 'renew']);
  });

  it('[HE4] restarts ICE when nothing arrives from anybody, and at last begins anew', () => {
    const { done } = watch({ 'ada:microphone': until(5_000), 'bob:camera': until(5_000) }, 14_000);
    const steps = done
      .filter((what) => !/resume|renew/.test(what))
      .map((what) => what.split(' ').slice(0, 2).join(' '));
    expect(steps).toEqual(['5750 restartIce', '8750 restartIce', '13000 rebuild', '13750 restartIce']);
  });

  it('[HE4] does not begin anew for one person alone, who may have stopped sending', () => {
    const { done } = watch({ 'ada:microphone': until(5_000), 'ada:camera': until(5_000) }, 60_000);
    expect(done.filter((what) => what.includes('rebuild'))).toEqual([]);
  });

  it('[HE3] lets a screen rest', () => {
    expect(watch({ 'ada:screen': until(5_000), 'ada:microphone': flows }, 14_000).done).toEqual([]);
  });
});
