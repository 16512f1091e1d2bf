import { expect, it, vi } from 'vitest';
import { FakeTrack } from './testing/FakeTrack.ts';
import { TrackRegistry } from './TrackRegistry.ts';

it('knows of which tracks nothing comes any more, and tells nobody: something else follows soon', () => {
  const tracks = new TrackRegistry();
  const [before, next] = [new FakeTrack('video', 'before'), new FakeTrack('video', 'next')];
  tracks.put('a', before);
  const listener = vi.fn<() => void>();
  tracks.subscribe(listener);
  tracks.spend(before);
  expect([tracks.isSpent(before), tracks.isSpent(next)]).toEqual([true, false]);
  expect(tracks.get('a')).toBe(before);
  expect(listener).not.toHaveBeenCalled();
});

it('tells of each change, and of nothing else', () => {
  const tracks = new TrackRegistry();
  const listener = vi.fn<() => void>();
  const stop = tracks.subscribe(listener);
  const track = new FakeTrack('audio', 'mic');
  tracks.put('a', track);
  tracks.put('a', track);
  expect([tracks.get('a'), listener.mock.calls.length]).toEqual([track, 1]);

  tracks.remove('a');
  tracks.remove('a');
  expect([tracks.get('a'), listener.mock.calls.length]).toEqual([undefined, 2]);
  stop();
  tracks.put('b', track);
  expect(listener).toHaveBeenCalledTimes(2);
});
