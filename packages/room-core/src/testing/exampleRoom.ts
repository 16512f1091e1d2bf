import type { ConsumerOffer, LoggedEvent, Moderation, PeerId, Signal, Source } from '@confab/protocol';
import { consumerId, parseAs, peerId } from '@confab/protocol';
import type { RoomEffect, Step } from '../RoomEffect.ts';
import type { RoomInput } from '../RoomInput.ts';
import { emptyRoom } from '../RoomState.ts';
import { stepRoom } from '../stepRoom.ts';

/** People and inputs that the tests of the rules are written with. */

export const toPeerId = (index: number): PeerId =>
  parseAs(peerId, `01932f3a-0000-7000-8000-${String(index).padStart(12, '0')}`);
export const ada = toPeerId(1);
export const bob = toPeerId(2);
export const cleo = toPeerId(3);

export const joined = (of: PeerId, displayName = 'Somebody'): RoomInput => ({
  type: 'joined',
  peerId: of,
  displayName,
});
export const left = (of: PeerId): RoomInput => ({ type: 'left', peerId: of });
export const sessionLost = (of: PeerId): RoomInput => ({ type: 'sessionLost', peerId: of });
export const sessionResumed = (of: PeerId): RoomInput => ({ type: 'sessionResumed', peerId: of });
export const mediaReset = (of: PeerId): RoomInput => ({ type: 'mediaReset', peerId: of });
export const receivingStarted = (of: PeerId, mediaEpoch = 1): RoomInput => ({
  type: 'receivingStarted',
  peerId: of,
  mediaEpoch,
});
export const requested = (of: PeerId, source: Source, muted = false): RoomInput => ({
  type: 'sourceRequested',
  peerId: of,
  source,
  muted,
});
export const opened = (of: PeerId, source: Source, how: { paused?: boolean; mediaEpoch?: number } = {}): RoomInput => ({
  type: 'sourceOpened',
  peerId: of,
  source,
  mediaEpoch: how.mediaEpoch ?? 1,
  paused: how.paused ?? false,
});
export const failed = (of: PeerId, source: Source, mediaEpoch = 1): RoomInput => ({
  type: 'sourceFailed',
  peerId: of,
  source,
  mediaEpoch,
});
export const closed = (of: PeerId, source: Source): RoomInput => ({ type: 'sourceClosed', peerId: of, source });
export const muteSet = (of: PeerId, source: Source, muted: boolean): RoomInput => ({
  type: 'muteSet',
  peerId: of,
  source,
  muted,
});
export const directAllowed = (of: PeerId, allowed = true): RoomInput => ({
  type: 'directAllowed',
  peerId: of,
  allowed,
});
export const directFailed = (of: PeerId, epoch: number): RoomInput => ({ type: 'directFailed', peerId: of, epoch });
export const candidate: Signal = {
  candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' },
};
export const signalSent = (from: PeerId, to: PeerId, epoch: number): RoomInput => ({
  type: 'signalSent',
  peerId: from,
  to,
  epoch,
  signal: candidate,
});

export const consumersOpened = (of: PeerId, consumers: readonly ConsumerOffer[], mediaEpoch = 1): RoomInput => ({
  type: 'consumersOpened',
  peerId: of,
  mediaEpoch,
  consumers,
});

export const moderated = (byPeerId: PeerId, moderation: Moderation): RoomInput => ({
  type: 'moderated',
  byPeerId,
  moderation,
});

/** Produces a source from start to end. */
export const sent = (of: PeerId, source: Source, muted = false): RoomInput[] => [
  requested(of, source, muted),
  opened(of, source, { paused: muted }),
];

export const offerOf = (of: PeerId, source: Source): ConsumerOffer => ({
  consumerId: parseAs(consumerId, `${source}-${of.slice(-1)}`),
  peerId: of,
  source,
  producerId: 'p',
  rtpParameters: { codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000 }] },
});

/** What the inputs leave behind, and the effects of the last one. */
export const replay = (...inputs: RoomInput[]): Step =>
  inputs.reduce<Step>(({ room }, input) => stepRoom(room, input), { room: emptyRoom, effects: [] });

export const broadcast = (to: readonly PeerId[], event: LoggedEvent): RoomEffect => ({ type: 'broadcast', to, event });
