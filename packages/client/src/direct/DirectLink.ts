import type { IceServer, Signal, Source } from '@confab/protocol';
import type { RawReport, RawStat } from '../statistics/RawStats.ts';

/** A direct path to one other peer, as an engine behind a port. `close` ends all of it. */
export type DirectLink = {
  /** A word of the other peer. What the browser refuses of it ends the link: `failed`. */
  take(signal: Signal): void;
  /** What goes out of this source from now on; undefined: not one packet. */
  send(source: Source, track: MediaStreamTrack | undefined): void;
  /** Lets the other end know; the newest report counts. Arrives when the path does. */
  report(report: LinkReport): void;
  /** The track of what the other peer sends. It carries nothing as long as nothing arrives. */
  trackOf(source: Source): MediaStreamTrack | undefined;
  /** Rejected when the link closes first. */
  measure(): Promise<LinkMeasure>;
  /** What the browser tells of it. Rejected when the link closes first. */
  collect(): Promise<LinkStats>;
  close(): void;
};

/** `interrupted` may heal by itself, `failed` does not. */
export type LinkState = 'connecting' | 'connected' | 'interrupted' | 'failed';

/** What each end of a direct path lets the other one know, over the path itself: it works without signaling. */
export type LinkReport = {
  /** What the sender of the report lets flow directly now. */
  readonly sending: readonly Source[];
  /** What it plays and shows as it arrives directly: of this the sfu is not needed. */
  readonly playing: readonly Source[];
  /** It needs the direct path no more. */
  readonly isDone: boolean;
};

export type LinkMeasure = {
  /** What has arrived: packets of a sound, decoded frames of a picture. */
  readonly arrived: ReadonlyMap<Source, number>;
  /** How loud the other one and this peer are, from 0 to 1. */
  readonly levels: { readonly other: number; readonly self: number };
};

export type LinkStats = {
  /** The `inbound-rtp` of each. */
  readonly incoming: ReadonlyMap<Source, RawStat>;
  /** The report of each sender. */
  readonly outgoing: ReadonlyMap<Source, RawReport>;
  readonly path: RawReport;
};

export type DirectLinkOptions = {
  /** Gives way when both ends make an offer at once. Exactly one of the two does. */
  readonly isPolite: boolean;
  readonly iceServers: readonly IceServer[];
  /** Hands a word to the other peer, in order. */
  readonly signal: (signal: Signal) => void;
  readonly onState: (state: LinkState) => void;
  readonly onReport: (report: LinkReport) => void;
};

export type OpenDirectLink = (options: DirectLinkOptions) => DirectLink;
