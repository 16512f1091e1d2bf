import type { ConsumerId, ConsumerOffer, MediaOffer, RtpCapabilities, Source, WantedOfPicture } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { RawReport, RawStat } from '../statistics/RawStats.ts';

/** A pair of transports of one media epoch, and what flows through them. `close` ends all of it. */
export type MediaEngine = {
  /** What this browser can decode. */
  readonly rtpCapabilities: RtpCapabilities;
  /** Resolves when the room has taken the source. The track stays the caller's: it is neither stopped nor disabled. */
  send(source: Source, track: MediaStreamTrack, muted: boolean): Promise<SentTrack>;
  /** Negotiates with a track that says nothing, so that a later `send` need not; until then nothing of it leaves. */
  prime(source: Source, standIn: MediaStreamTrack): Promise<void>;
  /** What is ready to be sent. */
  readonly primed: readonly Source[];
  /** The room knows these, which were primed, already. */
  enter(sources: readonly Source[]): void;
  /** What was a standby until now is what everything goes by from now on. */
  begin(): void;
  /** Sends only these layers of it, now and until it is sent anew; whether it flows at all is another matter. */
  limit(source: Source, wanted: WantedOfPicture): void;
  /** Sets up all of them at once; those that cannot be received are left out. */
  receive(offers: readonly ConsumerOffer[]): Promise<readonly ReceivedTrack[]>;
  stopReceiving(consumerId: ConsumerId): void;
  /** How much has arrived of it: packets of a sound, decoded frames of a picture. As with the next two, closing rejects it. */
  count(consumerId: ConsumerId): Promise<number>;
  /** The same of everything that is received, in one go. */
  arrivals(): Promise<ReadonlyMap<ConsumerId, Arrival>>;
  /** What the browser tells of all of it. */
  collect(): Promise<EngineStats>;
  /** Whether nothing at all comes back by the path that we send by. */
  isUnanswered(): Promise<boolean>;
  /** New ICE credentials for a path that is lost (RFC 8445, section 2.4). */
  restartIce(direction: Direction): Promise<void>;
  /** Nothing is sent or shown by it any more. `isReplaced`: the last sounds may still die away while the next one is set up. */
  close(isReplaced?: boolean): void;
};

/** `silentMs`: how long ago its newest packet came, where the browser says so. */
export type Arrival = { readonly count: number; readonly silentMs?: number };

/** A source on its way out. While it is paused, no packet leaves. */
export type SentTrack = {
  pause(): void;
  resume(): void;
  replaceTrack(track: MediaStreamTrack): Promise<void>;
  close(): void;
};

export type EngineStats = {
  /** The `inbound-rtp` of each. */
  readonly incoming: ReadonlyMap<ConsumerId, RawStat>;
  /** The report of each sender. */
  readonly outgoing: ReadonlyMap<Source, RawReport>;
  readonly sendPath: RawReport;
  readonly receivePath: RawReport;
};

export type ReceivedTrack = { readonly consumerId: ConsumerId; readonly track: MediaStreamTrack };

export type Direction = 'send' | 'receive';
/** Of a transport that is in use. `interrupted` may heal by itself, `failed` does not. */
export type PathState = 'connecting' | 'connected' | 'interrupted' | 'failed';

export type EngineOptions = {
  readonly offer: Omit<MediaOffer, 'mediaEpoch'>;
  readonly ask: Ask;
  readonly clock: Clock;
  /** The others have heard and seen us before: what we send is negotiated first, before we are ready for what they do. */
  readonly isAwaited: boolean;
  /** Everything is connected and set up for the loss of another engine, and the sfu is asked nothing, before it begins (ME11). */
  readonly isStandby?: boolean;
  readonly onPath: (direction: Direction, state: PathState) => void;
  /** The sfu refused what the engine had taken for granted; only a new engine helps. */
  readonly onBroken: () => void;
};

/** @throws UnsupportedMediaError when no engine can ever work in this browser. */
export type CreateEngine = (options: EngineOptions) => Promise<MediaEngine>;
/** Fetches the engine's code, once it is needed. */
export type LoadEngine = () => Promise<CreateEngine>;

/** This browser cannot take part in such a call. */
export class UnsupportedMediaError extends Error {
  override readonly name = 'UnsupportedMediaError';
}
