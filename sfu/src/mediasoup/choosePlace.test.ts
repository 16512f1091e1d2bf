import { describe, expect, it } from 'vitest';
import type { Place } from './choosePlace.ts';
import { choosePlace } from './choosePlace.ts';

const limits = { roomPeersPerWorker: 3, cpuOfWorker: 0.9 };
const place = (worker: string, some: Partial<Place<string>> = {}): Place<string> => ({
  worker,
  load: 0,
  cpuLoad: 0,
  roomPeers: 0,
  ...some,
});

describe('[WK5] the place of a peer', () => {
  it.each<[string, Place<string>[], string]>([
    ['of a new room is the least loaded worker', [place('a', { load: 5 }), place('b', { load: 2 })], 'b'],
    ['is where the room is', [place('a', { load: 90, roomPeers: 2 }), place('b')], 'a'],
    ['is another worker when that is full', [place('a', { roomPeers: 3 }), place('b', { load: 9 }), place('c')], 'c'],
    ['is the fuller one of two with room', [place('a', { roomPeers: 1 }), place('b', { roomPeers: 2 })], 'b'],
    [
      'is where the fewest of it are when all are full',
      [place('a', { roomPeers: 9 }), place('b', { roomPeers: 4 })],
      'b',
    ],
    ['is not a busy worker', [place('a', { roomPeers: 1, cpuLoad: 0.95 }), place('b')], 'b'],
    ['is the least busy one when all are', [place('a', { cpuLoad: 1 }), place('b', { cpuLoad: 0.92 })], 'b'],
  ])('%s', (_, places, chosen) => {
    expect(choosePlace(places, limits)).toBe(chosen);
  });

  it('is nowhere without workers', () => {
    expect(choosePlace([], limits)).toBeUndefined();
  });
});
