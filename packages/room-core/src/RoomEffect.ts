import type { ConsumerOffer, EndReason, LoggedEvent, NotificationData, PeerId, Signal, Source } from '@confab/protocol';
import type { RoomTimer, Speaker } from './RoomInput.ts';
import type { RoomState, StreamRef, Visitor } from './RoomState.ts';

/** What the host of a room has to carry out, in this order. */
export type RoomEffect =
  | { readonly type: 'broadcast'; readonly to: readonly PeerId[]; readonly event: LoggedEvent }
  | { readonly type: 'tellSpeakers'; readonly to: readonly PeerId[]; readonly speakers: readonly Speaker[] }
  | {
      readonly type: 'offerConsumers';
      readonly to: PeerId;
      readonly mediaEpoch: number;
      readonly consumers: readonly ConsumerOffer[];
    }
  /** Answered with a `consumersOpened` of the same epoch. */
  | {
      readonly type: 'openConsumers';
      readonly peerId: PeerId;
      readonly mediaEpoch: number;
      readonly of: readonly StreamRef[];
      /** Also what is open already. */
      readonly renew?: boolean;
    }
  /** Of no effect where the producer is being replaced and already gone: opening the next one sees to it. */
  | { readonly type: 'setProducerPaused'; readonly peerId: PeerId; readonly source: Source; readonly paused: boolean }
  | { readonly type: 'closeProducer'; readonly peerId: PeerId; readonly source: Source }
  | { readonly type: 'closePeer'; readonly peerId: PeerId }
  /** Tells this peer's client that it is over, and lets it go. Comes before the `closePeer`. */
  | { readonly type: 'dismiss'; readonly peerId: PeerId; readonly reason: EndReason }
  | { readonly type: 'askToUnmute'; readonly to: PeerId; readonly byPeerId: PeerId }
  | {
      readonly type: 'tellUnheard';
      readonly to: PeerId;
      readonly source: Source;
      readonly byPeerIds: readonly PeerId[];
    }
  | { readonly type: 'tellWaiting'; readonly to: readonly PeerId[]; readonly waiting: readonly Visitor[] }
  /** Ends as `joined` with the same id, or not at all. */
  | { readonly type: 'letIn'; readonly visitor: Visitor }
  | { readonly type: 'turnAway'; readonly peerId: PeerId; readonly reason: EndReason }
  | { readonly type: 'tellCaption'; readonly to: readonly PeerId[]; readonly caption: NotificationData<'captioned'> }
  | {
      readonly type: 'relaySignal';
      readonly to: PeerId;
      readonly from: PeerId;
      readonly epoch: number;
      readonly signal: Signal;
    }
  | { readonly type: 'startTimer'; readonly ms: number; readonly timer: RoomTimer }
  | { readonly type: 'endRoom' };

export type Step = { readonly room: RoomState; readonly effects: readonly RoomEffect[] };
