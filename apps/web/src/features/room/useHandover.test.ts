import { expect, it } from 'vitest';
import { handOver } from './useHandover.ts';

const track = (readyState: MediaStreamTrackState = 'live') => ({ readyState }) as MediaStreamTrack;
const flows = () => false;

it('keeps what plays until what follows has begun, also when that is replaced before', () => {
  const [first, second, third] = [track(), track(), track()];
  const alone = handOver([], first, flows);
  expect(alone).toEqual([{ key: 0, track: first }]);
  const both = handOver(alone, second, flows);
  expect(both).toEqual([alone[0], { key: 1, track: second }]);
  const again = handOver(both, third, flows);
  expect([again[0] === alone[0], again[1]?.track === third, again.length]).toEqual([true, true, 2]);
  expect(handOver(both, first, flows)).toEqual(alone);
});

it('plays what follows in the same element when nothing comes of what is there any more', () => {
  const [first, second, third] = [track(), track(), track()];
  const isSpent = (one: MediaStreamTrack) => one === first;
  const alone = handOver([], first, isSpent);
  expect(handOver(alone, second, isSpent)).toEqual([{ key: 0, track: second }]);
  // Also when one is there beside it that has not begun.
  expect(handOver([...alone, { key: 1, track: second }], third, isSpent)).toEqual([{ key: 0, track: third }]);
});

it('keeps nothing that has ended, and nothing when there is nothing to follow', () => {
  const next = track();
  const isSpent = () => true;
  expect(handOver([{ key: 4, track: track('ended') }], next, isSpent)).toEqual([{ key: 5, track: next }]);
  expect(handOver([{ key: 0, track: track() }], undefined, isSpent)).toEqual([]);
});
