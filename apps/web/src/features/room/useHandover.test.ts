import { expect, it } from 'vitest';
import { handOver } from './useHandover.ts';

const track = (readyState: MediaStreamTrackState = 'live') => ({ readyState }) as MediaStreamTrack;

it('keeps what plays until what follows has begun, also when that is replaced before', () => {
  const [first, second, third] = [track(), track(), track()];
  expect(handOver([], first)).toEqual([first]);
  expect(handOver([first], second)).toEqual([first, second]);
  const again = handOver([first, second], third);
  expect([again[0] === first, again[1] === third, again.length]).toEqual([true, true, 2]);
  expect(handOver([first, second], first)).toEqual([first]);
});

it('keeps nothing that has ended, and nothing when there is nothing to follow', () => {
  expect(handOver([track('ended')], track())).toHaveLength(1);
  expect(handOver([track(), track()], undefined)).toEqual([]);
});
