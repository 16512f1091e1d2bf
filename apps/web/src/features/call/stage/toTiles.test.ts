import { plainEffects, type CallSnapshot, type RemotePeer } from '@confab/client';
import { describe, expect, it } from 'vitest';
import { toTiles as toTilesOf } from './toTiles.ts';

const self: CallSnapshot['self'] = {
  peerId: 'me',
  displayName: 'Ada',
  microphone: { wanted: true, actual: 'on', room: 'on' },
  camera: { wanted: true, actual: 'on', trackId: 'self:camera' },
  screen: { wanted: false, actual: 'off', isOwnTab: false },
  effects: plainEffects,
};
const bob: RemotePeer = { peerId: 'bob', displayName: 'Bob', connected: true, role: 'speaker', sources: [] };

const good = { level: 'good' } as const;
const toTiles = (own: CallSnapshot['self'], peers: CallSnapshot['peers']) =>
  toTilesOf({ self: own, peers, quality: good });

describe('toTiles', () => {
  it('puts oneself first and the others in the order in which they came', () => {
    const tiles = toTiles(self, [bob, { ...bob, peerId: 'cy', displayName: 'Cy' }]);
    expect(tiles.map(({ name, kind }) => [name, kind])).toEqual([
      ['Ada', 'self'],
      ['Bob', 'peer'],
      ['Cy', 'peer'],
    ]);
  });

  it('has a tile before there is media, with the same key as afterwards', () => {
    const [, before] = toTiles(self, [bob]);
    const [, after] = toTiles(self, [{ ...bob, sources: [{ source: 'camera', muted: false, trackId: 'c' }] }]);
    expect(before).toMatchObject({ videoId: undefined, isMicrophoneOn: false });
    expect(after).toMatchObject({ key: before?.key, videoId: 'c' });
  });

  it('shows no picture of a camera that is muted', () => {
    const [, tile] = toTiles(self, [{ ...bob, sources: [{ source: 'camera', muted: true, trackId: 'c' }] }]);
    expect(tile?.videoId).toBeUndefined();
  });

  it('gives a shared screen a tile of its own', () => {
    const [, , screen] = toTiles(self, [{ ...bob, sources: [{ source: 'screen', muted: false, trackId: 's' }] }]);
    expect(screen).toMatchObject({ kind: 'screen', videoId: 's', name: 'Bob' });
  });

  it('calls the own microphone on only when it is', () => {
    const starting = { ...self, microphone: { wanted: true, actual: 'starting' } as const };
    expect(toTiles(starting, [])[0]?.isMicrophoneOn).toBe(false);
    expect(toTiles(self, [])[0]?.isMicrophoneOn).toBe(true);
  });

  it('shows no own picture once the camera is not wanted', () => {
    const stopping = { ...self, camera: { ...self.camera, wanted: false, actual: 'off' } as const };
    expect(toTiles(stopping, [])[0]?.videoId).toBeUndefined();
  });

  it('marks only what is wrong, with its cause', () => {
    const poor: CallSnapshot['quality'] = { level: 'poor', cause: 'uplink' };
    const peers: CallSnapshot['peers'] = [
      { ...bob, peerId: 'weak', quality: { level: 'fair', cause: 'theirConnection' } },
      { ...bob, peerId: 'well', quality: { level: 'good', cause: 'theirConnection' } },
      { ...bob, peerId: 'odd', quality: { level: 'poor' } },
      { ...bob, peerId: 'away', connected: false, quality: { level: 'poor' } },
    ];
    const troubles = toTilesOf({ self, peers, quality: poor }).map(({ trouble }) => trouble);
    expect(troubles).toEqual(['uplink', 'theirConnection', undefined, 'unknown', undefined]);
    expect(toTilesOf({ self, peers: [], quality: poor })[0]?.trouble).toBeUndefined();
  });
});
