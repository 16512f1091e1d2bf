import type { ConsumerOffer, Moderation, Params, PeerId, Reaction, Role, Signal, Source } from '@confab/protocol';
import type { RoomState, StreamRef } from './RoomState.ts';

/** Everything that can happen to a room. What a peer asks comes stamped with the peer that asked. */
export type RoomInput =
  | {
      readonly type: 'joined';
      readonly peerId: PeerId;
      readonly displayName: string;
      /** What a token grants; absent for who came without one. */
      readonly role?: Role | undefined;
    }
  /** Somebody asks to be let in, under the id of the seat they would take. */
  | {
      readonly type: 'knocked';
      readonly peerId: PeerId;
      readonly displayName: string;
      readonly role?: Role | undefined;
    }
  /** Who waited is gone. */
  | { readonly type: 'waitEnded'; readonly peerId: PeerId }
  | { readonly type: 'left'; readonly peerId: PeerId }
  | { readonly type: 'sessionLost'; readonly peerId: PeerId }
  | { readonly type: 'sessionResumed'; readonly peerId: PeerId }
  /** The peer got new transports; whatever it sent or received before is gone. */
  | { readonly type: 'mediaReset'; readonly peerId: PeerId }
  | {
      readonly type: 'receivingStarted';
      readonly peerId: PeerId;
      /** Of the transports that what it can decode was said for. */
      readonly mediaEpoch: number;
    }
  /** The host has at most one such request of a source under way in a media epoch; each ends as `sourceOpened` or `sourceFailed`. */
  | { readonly type: 'sourceRequested'; readonly peerId: PeerId; readonly source: Source; readonly muted: boolean }
  | {
      readonly type: 'sourceOpened';
      readonly peerId: PeerId;
      readonly source: Source;
      readonly mediaEpoch: number;
      /** How the producer was created. */
      readonly paused: boolean;
    }
  | { readonly type: 'sourceFailed'; readonly peerId: PeerId; readonly source: Source; readonly mediaEpoch: number }
  | { readonly type: 'sourceClosed'; readonly peerId: PeerId; readonly source: Source }
  | { readonly type: 'muteSet'; readonly peerId: PeerId; readonly source: Source; readonly muted: boolean }
  | {
      readonly type: 'consumersOpened';
      readonly peerId: PeerId;
      readonly mediaEpoch: number;
      readonly consumers: readonly ConsumerOffer[];
    }
  | { readonly type: 'moderated'; readonly byPeerId: PeerId; readonly moderation: Moderation }
  | {
      readonly type: 'chatSent';
      readonly peerId: PeerId;
      readonly messageId: string;
      readonly text: string;
      /** Unix milliseconds. */
      readonly at: number;
    }
  | {
      readonly type: 'reacted';
      readonly peerId: PeerId;
      readonly messageId: string;
      readonly reaction: Reaction;
    }
  | { readonly type: 'handSet'; readonly peerId: PeerId; readonly raised: boolean }
  | { readonly type: 'directAllowed'; readonly peerId: PeerId; readonly allowed: boolean }
  /** One of the two says that the direct path of this epoch cannot be had, or is lost. */
  | { readonly type: 'directFailed'; readonly peerId: PeerId; readonly epoch: number }
  | {
      readonly type: 'signalSent';
      readonly peerId: PeerId;
      readonly to: PeerId;
      readonly epoch: number;
      readonly signal: Signal;
    }
  | { readonly type: 'captionSaid'; readonly peerId: PeerId; readonly caption: Params<'caption'> }
  | { readonly type: 'speakersHeard'; readonly speakers: readonly Speaker[] }
  | { readonly type: 'timerRang'; readonly timer: RoomTimer }
  /** What arrives of these does not: they are to be opened anew. */
  | { readonly type: 'renewalAsked'; readonly peerId: PeerId; readonly of: readonly StreamRef[] }
  | { readonly type: 'unheardReported'; readonly peerId: PeerId; readonly of: readonly StreamRef[] }
  /** First of all, of a room that an earlier process has left behind: as it was remembered, and what of it the sfu holds. */
  | { readonly type: 'restarted'; readonly room: RoomState; readonly held: ReadonlyMap<PeerId, HeldPeer> };

/** What an sfu has open of a peer whose transports are those that its client knows: each source, and whether it is paused. */
export type HeldPeer = ReadonlyMap<Source, boolean>;

/** `volume` in dBov, -127 to 0. */
export type Speaker = { readonly peerId: PeerId; readonly volume: number };

export type RoomTimer =
  | { readonly type: 'seat'; readonly timerId: number; readonly peerId: PeerId }
  | { readonly type: 'emptyRoom'; readonly timerId: number }
  | { readonly type: 'direct'; readonly timerId: number };
