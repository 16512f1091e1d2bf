import { describe, expect, it } from 'vitest';
import type { StreamFacts } from './followStream.ts';
import type { Health } from './judgeStreams.ts';
import { healthy, judgeStreams, renewNow } from './judgeStreams.ts';

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

  it('[HE3] asks again for a stream that stops, then for a new consumer, in less than 2 s', () => {
    const { done } = watch({ 'ada:microphone': until(5_000), 'bob:microphone': flows }, 6_750);
    expect(done).toEqual(['6000 resume ada:microphone', '6750 renew ada:microphone']);
  });

  it("[HE3] goes on now and then, ever more rarely: the fault may be the sender's", () => {
    const { done, unheard } = watch({ 'ada:microphone': until(5_000), 'bob:microphone': flows }, 90_000);
    expect(done.map((what) => Number(what.split(' ')[0]))).toEqual([
      6_000, 6_750, 8_750, 13_750, 23_750, 53_750, 83_750,
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
    expect(steps).toEqual(['6000 restartIce', '8750 restartIce', '13000 rebuild', '13750 restartIce']);
  });

  it('[HE4] does not begin anew for one person alone, who may have stopped sending', () => {
    const { done } = watch({ 'ada:microphone': until(5_000), 'ada:camera': until(5_000) }, 60_000);
    expect(done.filter((what) => what.includes('rebuild'))).toEqual([]);
  });

  describe('where the browser says when the newest packet came', () => {
    const seen = (facts: Omit<StreamFacts, 'trackId'>, health: Health, nowMs: number) =>
      // Bob is there, so that not everything is silent.
      judgeStreams(
        health,
        [
          { trackId: 'ada', ...facts },
          { trackId: 'bob', source: 'camera', count: nowMs },
        ],
        nowMs,
      );
    const flowing = (source: StreamFacts['source']) => {
      const first = seen({ source, count: 1, silentMs: 0 }, healthy, 1_000);
      return seen({ source, count: 2, silentMs: 300 }, first.health, 2_000);
    };

    it('[HE3] counts from then on, and looks again the moment that something would be missed', () => {
      const voice = flowing('microphone');
      expect(voice.lookInMs).toBe(500);
      expect(seen({ source: 'microphone', count: 2, silentMs: 790 }, voice.health, 2_490).repairs).toEqual([]);
      expect(seen({ source: 'microphone', count: 2, silentMs: 800 }, voice.health, 2_500).repairs).toEqual([
        { step: 'resume', trackIds: ['ada'], silentMs: 800 },
      ]);
      expect(flowing('camera').lookInMs).toBe(300);
    });

    it('[HE3] misses a camera without packets sooner than one without frames', () => {
      const { health } = flowing('camera');
      expect(seen({ source: 'camera', count: 2, silentMs: 590 }, health, 2_290).repairs).toEqual([]);
      expect(seen({ source: 'camera', count: 2, silentMs: 600 }, health, 2_300).repairs).toHaveLength(1);
      expect(seen({ source: 'camera', count: 2, silentMs: 5 }, health, 2_490).repairs).toEqual([]);
      expect(seen({ source: 'camera', count: 2, silentMs: 5 }, health, 2_500).repairs).toHaveLength(1);
    });

    it('[HE3] does not hold against a stream how long it rested before it was to flow', () => {
      const first = seen({ source: 'camera', count: 7, silentMs: 60_000 }, healthy, 1_000);
      expect(seen({ source: 'camera', count: 7, silentMs: 61_000 }, first.health, 2_000).repairs).toEqual([]);
    });

    it('[HE3] opens at once what asking does not help, and then waits for it', () => {
      const asked = seen({ source: 'camera', count: 2, silentMs: 600 }, flowing('camera').health, 2_300);
      const { health, repair } = renewNow(asked.health, ['ada', 'gone'], 2_320);
      expect(repair).toEqual({ step: 'renew', trackIds: ['ada'], silentMs: 620 });
      expect(seen({ source: 'camera', count: 0 }, health, 4_300).repairs).toEqual([]);
      expect(seen({ source: 'camera', count: 0 }, health, 4_320).repairs).toHaveLength(1);
      expect(renewNow(health, ['ada'], 2_330).repair).toBeUndefined();
    });
  });

  describe('[HE4] nothing from anybody', () => {
    const silence = (sources: readonly StreamFacts['source'][], silentMs: number) => {
      const facts = sources.map((source) => ({ trackId: `ada:${source}`, source }));
      const first = judgeStreams(
        healthy,
        facts.map((one) => ({ ...one, count: 1, silentMs: 10 })),
        1_000,
      );
      const flowing = judgeStreams(
        first.health,
        facts.map((one) => ({ ...one, count: 2, silentMs: 10 })),
        2_000,
      );
      const late = facts.map((one) => ({ ...one, count: 2, silentMs }));
      const { repairs } = judgeStreams(flowing.health, late, 1_990 + silentMs);
      return repairs.map(({ step }) => step).filter((step) => step === 'restartIce');
    };

    it('is a path that is lost after half a second where a camera flowed, for it never rests so long', () => {
      expect(silence(['microphone', 'camera'], 499)).toEqual([]);
      expect(silence(['microphone', 'camera'], 500)).toEqual(['restartIce']);
    });

    it('may be silence for a second where only voices and screens flowed', () => {
      expect(silence(['microphone', 'screen'], 999)).toEqual([]);
      expect(silence(['microphone', 'screen'], 1_000)).toEqual(['restartIce']);
    });

    it('is looked for when it is due, and a second time where something had still come', () => {
      const camera = { trackId: 'ada:camera', source: 'camera' as const };
      const { health } = judgeStreams(healthy, [{ ...camera, count: 1, silentMs: 0 }], 1_000);
      expect(judgeStreams(health, [{ ...camera, count: 2, silentMs: 300 }], 2_000).lookInMs).toBe(200);
      const late = judgeStreams(health, [{ ...camera, count: 2, silentMs: 650 }], 2_000);
      expect(late).toMatchObject({ lookInMs: 150, repairs: [{ step: 'resume' }] });
      const again = judgeStreams(late.health, [{ ...camera, count: 2, silentMs: 800 }], 2_150);
      expect(again.repairs).toMatchObject([{ step: 'restartIce' }]);
    });
  });

  it('[HE3] asks at once for a picture whose packets come again, however rarely it asked while none came', () => {
    const camera = { trackId: 'ada:camera', source: 'camera' as const };
    const offline = (ms: number) => ms > 5_000 && ms < 30_000;
    let health: Health = healthy;
    const asked: number[] = [];
    for (let ms = 250; ms <= 31_000; ms += 250) {
      const facts = { ...camera, count: Math.min(ms, 5_000), silentMs: offline(ms) ? ms - 5_000 : 0 };
      const judged = judgeStreams(health, [facts], ms);
      health = judged.health;
      if (judged.repairs.some(({ step }) => step === 'resume')) asked.push(ms);
    }
    expect(asked).toEqual([5_750, 30_000]);
  });

  it('[HE3] lets a screen rest', () => {
    expect(watch({ 'ada:screen': until(5_000), 'ada:microphone': flows }, 14_000).done).toEqual([]);
  });
});
