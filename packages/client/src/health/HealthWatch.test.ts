import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import type { StreamFacts } from './followStream.ts';
import { HealthWatch } from './HealthWatch.ts';

/** Two people's voices, which flow or do not. */
function start() {
  const clock = new FakeClock();
  const state = { isFlowing: true, isKnown: true, count: 0, hopeless: [] as number[] };
  const facts = (): StreamFacts[] => {
    if (state.isFlowing) state.count++;
    return ['ada', 'bob'].map((who) => ({
      trackId: `${who}:microphone`,
      source: 'microphone' as const,
      count: state.count,
    }));
  };
  const watch = new HealthWatch({
    clock,
    look: () => Promise.resolve(state.isKnown ? facts() : undefined),
    repair: ({ step }) => step === 'restartIce' && watch.pathsRestarted(),
    giveUpPaths: () => {
      state.hopeless.push(clock.now());
      return Promise.resolve(true);
    },
    onUnheard: () => undefined,
    onChange: () => undefined,
  });
  watch.start();
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50);
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    }
  };
  return { state, watch, pass };
}

describe('HealthWatch', () => {
  it('[HE6] gives paths up once in 20 s, also where the new ones have been silent, and have flowed, meanwhile', async () => {
    const { state, watch, pass } = start();
    await pass(2_000);
    for (let time = 0; time < 5; time++) {
      state.isFlowing = false;
      await pass(3_000);
      // There are new transports, and nothing can be said until they are set up.
      state.isKnown = false;
      await pass(1_000);
      [state.isKnown, state.isFlowing] = [true, true];
      await pass(2_000);
    }
    expect(state.hopeless).toHaveLength(2);
    const [first = 0, second = 0] = state.hopeless;
    expect(second - first).toBeGreaterThanOrEqual(20_000);
    watch.close();
  });
});
