import { expect, it, vi } from 'vitest';
import { FakeTrack } from './testing/FakeTrack.ts';
import { TrackRegistry } from './TrackRegistry.ts';

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
