import type { CallQuality, CallSnapshot, LocalSource, PeerQuality, RemotePeer, RemoteSource } from '@confab/client';

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
  /** What keeps sound and picture from being good; undefined while nothing does. */
  readonly trouble: Trouble | undefined;
};

export type Trouble = NonNullable<CallQuality['cause'] | PeerQuality['cause']> | 'unknown';

/** Oneself first, then the others as they came: nobody moves when somebody comes. */
export const toTiles = ({ self, peers, quality }: Drawn): readonly TileView[] => [
  ...toOwnTiles(self, peers.length === 0 ? undefined : toTrouble(quality)),
  ...peers.flatMap(toPeerTiles),
];

type Drawn = Pick<CallSnapshot, 'self' | 'peers' | 'quality'>;

/** A mark is for what is wrong only. */
const toTrouble = (quality: CallQuality | PeerQuality | undefined): Trouble | undefined =>
  quality === undefined || quality.level === 'good' ? undefined : (quality.cause ?? 'unknown');

function toOwnTiles(self: CallSnapshot['self'], trouble: Trouble | undefined): readonly TileView[] {
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
    trouble,
  };
  if (screen.trackId === undefined) return [tile];
  return [tile, { ...tile, key: `${SELF_KEY}:screen`, kind: 'ownScreen', videoId: screen.trackId }];
}

export const SELF_KEY = 'self';

const hasPicture = ({ wanted, actual }: LocalSource): boolean => wanted && (actual === 'on' || actual === 'starting');

function toPeerTiles({
  peerId,
  displayName,
  connected,
  handRaised,
  quality,
  sources,
}: RemotePeer): readonly TileView[] {
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
    trouble: connected ? toTrouble(quality) : undefined,
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
  'trouble',
] as const satisfies readonly (keyof TileView)[];
