import type { CallSnapshot, LocalSource, RemotePeer, RemoteSource } from '@confab/client';

/** One picture on the screen. It is there before its media, and stays when that is switched off. */
export type TileView = {
  /** Stays the same whatever happens to the media. */
  readonly key: string;
  readonly peerId: string;
  readonly name: string;
  readonly kind: 'self' | 'peer' | 'screen' | 'ownScreen';
  /** The track to show; undefined when there is no picture. */
  readonly videoId: string | undefined;
  readonly isMicrophoneOn: boolean;
  readonly isConnected: boolean;
  readonly isHandRaised: boolean;
};

/** Oneself first, then the others as they came: nobody moves when somebody comes. */
export const toTiles = (self: CallSnapshot['self'], peers: CallSnapshot['peers']): readonly TileView[] => [
  ...toOwnTiles(self),
  ...peers.flatMap(toPeerTiles),
];

function toOwnTiles(self: CallSnapshot['self']): readonly TileView[] {
  const { peerId = 'self', displayName, microphone, camera, screen } = self;
  const tile: TileView = {
    key: SELF_KEY,
    peerId,
    name: displayName,
    kind: 'self',
    videoId: hasPicture(camera) ? camera.trackId : undefined,
    isMicrophoneOn: microphone.actual === 'on',
    isConnected: true,
    isHandRaised: self.handRaised !== undefined,
  };
  if (screen.trackId === undefined) return [tile];
  return [tile, { ...tile, key: `${SELF_KEY}:screen`, kind: 'ownScreen', videoId: screen.trackId }];
}

export const SELF_KEY = 'self';

const hasPicture = ({ wanted, actual }: LocalSource): boolean => wanted && (actual === 'on' || actual === 'starting');

function toPeerTiles({ peerId, displayName, connected, handRaised, sources }: RemotePeer): readonly TileView[] {
  const find = (wanted: RemoteSource['source']) => sources.find(({ source }) => source === wanted);
  const microphone = find('microphone');
  const tile: TileView = {
    key: cameraKey(peerId),
    peerId,
    name: displayName,
    kind: 'peer',
    videoId: shownId(find('camera')),
    isMicrophoneOn: microphone !== undefined && !microphone.muted,
    isConnected: connected,
    isHandRaised: handRaised !== undefined,
  };
  const screen = find('screen');
  if (!screen) return [tile];
  return [tile, { ...tile, key: `${peerId}:screen`, kind: 'screen', videoId: shownId(screen) }];
}

export const cameraKey = (peerId: string): string => `${peerId}:camera`;

const shownId = (source: RemoteSource | undefined): string | undefined =>
  source === undefined || source.muted ? undefined : source.trackId;

export const isSameTile = (one: TileView, other: TileView): boolean =>
  one === other || tileFields.every((field) => one[field] === other[field]);

const tileFields = [
  'key',
  'peerId',
  'name',
  'kind',
  'videoId',
  'isMicrophoneOn',
  'isConnected',
  'isHandRaised',
] as const satisfies readonly (keyof TileView)[];
