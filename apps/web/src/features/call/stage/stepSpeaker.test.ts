import { expect, it } from 'vitest';
import { noSpeaker, stepSpeaker, waitMs } from './stepSpeaker.ts';

const play = (moments: readonly (readonly [number, string | undefined])[]) =>
  moments.reduce((view, [nowMs, id]) => stepSpeaker(view, id, nowMs), noSpeaker);

it('shows the first one who speaks at once', () => {
  expect(play([[0, 'ada']]).shownId).toBe('ada');
});

it('keeps the last one who spoke while all are silent', () => {
  const silent = play([
    [0, 'ada'],
    [9_000, undefined],
  ]);
  expect(silent.shownId).toBe('ada');
});

it('does not change for a cough', () => {
  const coughed = play([
    [0, 'ada'],
    [5_000, 'bob'],
    [5_300, 'ada'],
    [9_000, 'bob'],
  ]);
  expect(coughed.shownId).toBe('ada');
});

it('changes once another has spoken long enough, and says when to look again', () => {
  const before = play([
    [0, 'ada'],
    [5_000, 'bob'],
  ]);
  expect([before.shownId, waitMs(before, 5_200)]).toEqual(['ada', 500]);
  const after = stepSpeaker(before, 'bob', 5_700);
  expect([after.shownId, waitMs(after, 5_700)]).toEqual(['bob', undefined]);
});

it('does not go to and fro between two who speak at once', () => {
  let view = play([[0, 'ada']]);
  for (let nowMs = 100; nowMs < 2_000; nowMs += 100) view = stepSpeaker(view, nowMs % 200 ? 'bob' : 'ada', nowMs);
  expect(view.shownId).toBe('ada');
});

it('is the same object while nothing changes', () => {
  const view = play([
    [0, 'ada'],
    [5_000, 'bob'],
  ]);
  expect(stepSpeaker(view, 'bob', 5_100)).toBe(view);
});
