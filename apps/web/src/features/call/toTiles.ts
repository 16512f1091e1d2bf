import type { CallSnapshot, LocalSource, RemotePeer, RemoteSource } from '@confab/client';

/** One picture on the screen. It is there before its media, and stays when that is switched off. */
export type TileView = {
  /** Stays the same whatever happens to the media. */
  readonly key: string;
  readonly peerId: string;
  readonly name: string;
  readonly kind: 'self' | 'peer' | 'screen';
  /** The track to show; undefined when there is no picture. */
  readonly videoId: string | undefined;
  readonly isMicrophoneOn: boolean;
  readonly isConnected: boolean;
};

/** Oneself first, then the others as they came: nobody moves when somebody comes. */
export const toTiles = (self: CallSnapshot['self'], peers: CallSnapshot['peers']): readonly TileView[] => [
  toOwnTile(self),
  ...peers.flatMap(toPeerTiles),
];

function toOwnTile({ peerId = 'self', displayName, microphone, camera }: CallSnapshot['self']): TileView {
  return {
    key: 'self',
    peerId,
    name: displayName,
    kind: 'self',
    videoId: hasPicture(camera) ? camera.trackId : undefined,
    isMicrophoneOn: microphone.actual === 'on',
    isConnected: true,
  };
}

const hasPicture = ({ wanted, actual }: LocalSource): boolean => wanted && (actual === 'on' || actual === 'starting');

function toPeerTiles({ peerId, displayName, connected, sources }: RemotePeer): readonly TileView[] {
  const find = (wanted: RemoteSource['source']) => sources.find(({ source }) => source === wanted);
  const microphone = find('microphone');
  const tile: TileView = {
    key: `${peerId}:camera`,
    peerId,
    name: displayName,
    kind: 'peer',
    videoId: shownId(find('camera')),
    isMicrophoneOn: microphone !== undefined && !microphone.muted,
    isConnected: connected,
  };
  const screen = find('screen');
  if (!screen) return [tile];
  return [tile, { ...tile, key: `${peerId}:screen`, kind: 'screen', videoId: shownId(screen) }];
}

const shownId = (source: RemoteSource | undefined): string | undefined =>
  source === undefined || source.muted ? undefined : source.trackId;
