import type { Source } from '@confab/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkReport } from './DirectLink.ts';
import type { SourceFacts, SwitchFacts, SwitchState } from './topologySwitch.ts';
import { idleSources, onSfu, stepSwitch, toReport, watch } from './topologySwitch.ts';

const sending = (...sources: Source[]): LinkReport => ({ sending: sources, playing: [], isDone: false });
const source = (facts: Partial<SourceFacts> = {}): SourceFacts => ({ muted: false, direct: 0, sfu: 100, ...facts });
const both = (facts: Partial<SourceFacts> = {}) =>
  new Map<Source, SourceFacts>([
    ['microphone', source(facts)],
    ['camera', source(facts)],
  ]);

const facts = (change: Partial<SwitchFacts> = {}): SwitchFacts => ({
  nowMs: 0,
  countedAtMs: 0,
  allowed: 'path-1',
  link: undefined,
  report: undefined,
  sources: both(),
  ...change,
});
const arriving = facts({ link: 'connected', report: sending('microphone', 'camera'), sources: both({ direct: 10 }) });
const steps = (state: SwitchState, ...all: SwitchFacts[]) => all.reduce(stepSwitch, state);
const direct = steps(onSfu, facts(), arriving);

describe('going over', () => {
  it('starts when the room allows it, and never without', () => {
    expect(stepSwitch(onSfu, facts({ allowed: undefined }))).toBe(onSfu);
    expect(stepSwitch(onSfu, facts())).toMatchObject({ phase: 'trying', path: 'path-1' });
  });

  it('[TO7] waits until the sound and the picture have both arrived, and takes both at once', () => {
    const trying = stepSwitch(onSfu, facts());
    const some = new Map([...both({ direct: 10 }), ['camera', source({ direct: 2 })] as const]);
    for (const early of [
      facts({ link: 'connecting' }),
      facts({ ...arriving, sources: both() }),
      facts({ ...arriving, report: undefined }),
      facts({ ...arriving, sources: some }),
      facts({ ...arriving, report: sending('microphone') }),
      facts({ ...arriving, link: 'connecting' }),
    ])
      expect(stepSwitch(trying, early)).toBe(trying);
    const state = stepSwitch(trying, arriving);
    expect([state.phase, ...state.playing]).toEqual(['direct', 'microphone', 'camera']);
  });

  it('[TO8] does not wait for what is muted, and takes it when it is heard', () => {
    const muted = new Map([...both({ direct: 10 }), ['microphone', source({ muted: true })] as const]);
    const state = steps(onSfu, facts(), facts({ ...arriving, sources: muted }));
    expect([state.phase, ...state.playing]).toEqual(['direct', 'camera']);
    expect([...stepSwitch(state, arriving).playing]).toEqual(['camera', 'microphone']);
  });

  it.each([
    ['the link fails', facts({ link: 'failed' })],
    ['it takes too long', facts({ nowMs: 20_000, link: 'connecting' })],
    ['nothing arrives by it', facts({ nowMs: 20_000, link: 'connected', report: sending() })],
  ])('gives up when %s, does not try this path again, and does the next one', (_, bad) => {
    const state = steps(onSfu, facts(), bad);
    expect(state).toMatchObject({ phase: 'returning', givenUp: 'path-1' });
    const later = (ms: number) => facts({ nowMs: bad.nowMs + ms, link: 'failed' });
    const back = steps(state, later(0), later(2_000));
    expect(back.phase).toBe('sfu');
    expect(stepSwitch(back, facts())).toBe(back);
    expect(stepSwitch(back, facts({ allowed: 'path-3' })).phase).toBe('trying');
  });
});

describe('coming back', () => {
  const third = facts({ ...arriving, allowed: undefined, nowMs: 1_000 });
  const returning = stepSwitch(direct, third);
  const counted = stepSwitch(returning, facts({ ...third, nowMs: 1_001, countedAtMs: 1_001 }));

  it('[TO7] goes on directly until each arrives by way of the sfu again', () => {
    expect([returning.phase, ...returning.playing]).toEqual(['returning', 'microphone', 'camera']);
    expect(stepSwitch(returning, third)).toBe(returning);
    const sound = new Map([...both({ direct: 20 }), ['microphone', source({ sfu: 115 })] as const]);
    // What was counted before says nothing: it may be the rest of what came before.
    expect(stepSwitch(returning, facts({ ...third, sources: both({ sfu: 999 }) }))).toBe(returning);
    const half = stepSwitch(counted, facts({ ...third, sources: sound }));
    expect([...half.playing]).toEqual(['camera']);
    expect(toReport(half, []).isDone).toBe(false);
    const whole = stepSwitch(half, facts({ ...third, sources: both({ sfu: 115 }) }));
    expect([...whole.playing]).toEqual([]);
    // The other one still needs the link.
    expect(whole.phase).toBe('returning');
    expect(toReport(whole, []).isDone).toBe(false);
    // Time for the pages to draw what comes by way of the sfu.
    const settled = stepSwitch(whole, facts({ ...third, nowMs: 3_000 }));
    expect([settled.phase, toReport(settled, []).isDone]).toEqual(['returning', true]);
    const otherIsDone = { ...sending(), isDone: true };
    expect(stepSwitch(whole, facts({ ...third, nowMs: 2_999, report: otherIsDone })).phase).toBe('returning');
    expect(stepSwitch(settled, facts({ ...third, nowMs: 3_000, report: otherIsDone })).phase).toBe('sfu');
  });

  it('takes a new consumer, which counts from zero, for what it is', () => {
    expect([...stepSwitch(counted, facts({ ...third, sources: both({ sfu: 1 }) })).playing]).toHaveLength(2);
    expect([...stepSwitch(counted, facts({ ...third, sources: both({ sfu: 15 }) })).playing]).toEqual([]);
  });

  it('does not wait for ever, neither for the sfu nor for the other one', () => {
    const late = stepSwitch(counted, facts({ ...third, nowMs: 11_000 }));
    expect([late.phase, ...late.playing]).toEqual(['returning']);
    expect(stepSwitch(late, facts({ ...third, nowMs: 14_000 })).phase).toBe('sfu');
  });

  it('waits for nothing that is not to come: a lost path leaves no more than its last picture', () => {
    const lost = facts({ ...third, link: 'failed' });
    expect([...stepSwitch(returning, lost).playing]).toEqual(['camera']);
    expect([...stepSwitch(returning, { ...lost, nowMs: 3_000 }).playing]).toEqual([]);
    // What is interrupted may yet go on.
    expect(stepSwitch(returning, { ...lost, link: 'interrupted' })).toBe(returning);
  });

  it('wants everything by way of the sfu again at once, also when signaling cannot say so', () => {
    const report: LinkReport = { sending: ['microphone'], playing: ['microphone', 'camera'], isDone: false };
    expect(toReport(direct, ['microphone'])).toEqual(report);
    expect(toReport(returning, ['microphone']).playing).toEqual([]);
    const heard = facts({ ...arriving, report });
    expect([...idleSources(direct, heard)]).toEqual(['microphone', 'camera']);
    expect([...idleSources(returning, heard)]).toEqual([]);
    for (const link of ['interrupted', 'failed', undefined] as const)
      expect([...idleSources(direct, { ...heard, link })]).toEqual([]);
  });

  it('is begun by a lost link, and by a sound that stops although it is sent', () => {
    expect(stepSwitch(direct, { ...arriving, link: 'interrupted' })).toMatchObject({
      phase: 'returning',
      givenUp: 'path-1',
    });
    const looks = Array.from({ length: 5 }, () => arriving);
    expect(looks.reduce(watch, direct)).toMatchObject({ phase: 'returning', givenUp: 'path-1' });
    const muted = facts({ ...arriving, report: sending() });
    expect(looks.reduce((state) => watch(state, muted), direct).phase).toBe('direct');
    let state = direct;
    for (let look = 0; look < 20; look++)
      state = watch(state, facts({ ...arriving, sources: both({ direct: 10 + look }) }));
    expect(state.phase).toBe('direct');
  });

  it('goes on without a source that the room has dropped', () => {
    const sources = new Map([['camera', source({ direct: 20 })] as const]);
    expect([...stepSwitch(direct, { ...arriving, sources }).playing]).toEqual(['camera']);
  });
});

const anyCount = fc.nat(20);
const anySources: fc.Arbitrary<SwitchFacts['sources']> = fc
  .dictionary(
    fc.constantFrom<Source>('microphone', 'camera', 'screen'),
    fc.record({ muted: fc.boolean(), direct: anyCount, sfu: anyCount }),
  )
  .map((sources) => new Map(Object.entries(sources) as [Source, SourceFacts][]));
const anyReport: fc.Arbitrary<LinkReport> = fc.record({
  sending: fc.subarray<Source>(['microphone', 'camera', 'screen']),
  playing: fc.subarray<Source>(['microphone', 'camera', 'screen']),
  isDone: fc.boolean(),
});
const anyFacts: fc.Arbitrary<SwitchFacts> = fc.record({
  nowMs: fc.nat(10_000),
  countedAtMs: fc.nat(1),
  allowed: fc.option(fc.constantFrom('path-1', 'path-3'), { nil: undefined }),
  link: fc.constantFrom('connecting', 'connected', 'connected', 'interrupted', 'failed', undefined),
  report: fc.option(anyReport, { nil: undefined }),
  sources: anySources,
});

it('[TO7] never leaves a path before the other one is verified, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(anyFacts, { maxLength: 40 }), (sequence) => {
      let state = onSfu;
      let nowMs = 0;
      for (const next of sequence) {
        nowMs += next.nowMs;
        const now = { ...next, nowMs, countedAtMs: next.countedAtMs === 0 ? 0 : nowMs };
        const before = state;
        state = watch(stepSwitch(before, now), now);
        for (const one of state.playing) {
          // What is newly taken directly has arrived, is sent and is not muted.
          if (before.playing.has(one)) continue;
          expect(now.sources.get(one)).toMatchObject({ muted: false });
          expect(now.sources.get(one)?.direct).toBeGreaterThan(0);
          expect([now.link, now.report?.sending.includes(one)]).toEqual(['connected', true]);
        }
        for (const one of before.playing) {
          // What is no more taken directly arrives by way of the sfu, is muted or gone, or was waited for.
          const known = now.sources.get(one);
          if (state.playing.has(one) || !known || known.muted) continue;
          const hasCome = before.sfuBefore !== undefined && known.sfu !== before.sfuBefore.get(one);
          expect(hasCome || now.link !== 'connected' || nowMs - before.sinceMs >= 10_000).toBe(true);
        }
        // No link is left behind, and nothing is kept from the sfu without one.
        if (state.phase === 'sfu') expect([state.path, state.playing.size]).toEqual([undefined, 0]);
        if (idleSources(state, now).size > 0) expect([state.path, now.link]).toEqual([now.allowed, 'connected']);
      }
    }),
    { numRuns: 500 },
  );
});
