import type { Link, Source } from '@confab/protocol';
import type { CallQuality } from '../CallSnapshot.ts';

/** What flows now, as plain data. Rates are of the last interval, by the browser's own times; `…Bps` is bits per second. */
export type CallStatistics = {
  /** On the call's clock, in ms. */
  readonly at: number;
  readonly quality: CallQuality;
  readonly paths: readonly PathStatistics[];
  readonly outgoing: readonly OutgoingStatistics[];
  readonly incoming: readonly IncomingStatistics[];
  /** Of the own transports, as the sfu has measured them of late. */
  readonly link?: Link;
  /** The newest 60 samples, oldest first. */
  readonly history: readonly HistorySample[];
};

/** What the network does to one direction, or to both between two who talk directly. Never an address. */
export type PathStatistics = {
  readonly by: 'sfu' | 'p2p';
  readonly direction: 'send' | 'receive';
  readonly kind: 'udp' | 'tcp' | 'relay' | 'unknown';
  readonly rttMs?: number;
  /** What the browser thinks it could send. */
  readonly availableSendBps?: number;
};

export type OutgoingStatistics = {
  readonly by: 'sfu' | 'p2p';
  readonly source: Source;
  readonly sendBps: number;
  /** Of what the other end has reported. */
  readonly lossRatio?: number;
  readonly rttMs?: number;
  /** Of the largest layer that is sent. */
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  /** How many layers are encoded now. */
  readonly layers: number;
  /** What keeps the browser from sending a better picture. */
  readonly limitedBy?: 'cpu' | 'bandwidth';
  /** Of all layers together. */
  readonly encodeMsPerFrame?: number;
  /** How long a packet waits here until it leaves. */
  readonly sendDelayMs?: number;
};

export type IncomingStatistics = {
  readonly by: 'sfu' | 'p2p';
  /** As in `CallSession.tracks`. */
  readonly trackId: string;
  readonly receiveBps: number;
  readonly packetsPerSecond: number;
  readonly lossRatio: number;
  readonly jitterMs?: number;
  /** How long it waits here until it is played. */
  readonly bufferMs?: number;
  /** How long the browser wants it to wait. */
  readonly bufferTargetMs?: number;
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  /** Of the frames that arrived, how many were not shown for want of time. */
  readonly droppedRatio?: number;
  readonly decodeMsPerFrame?: number;
  /** From the first packet of a frame until it is decoded: the buffer and the decoder, and what is between them. */
  readonly processingMs?: number;
  /** Standstills of the picture in this interval. */
  readonly freezes?: number;
  /** Of the sound, how much was made up. */
  readonly concealedRatio?: number;
};

/** The whole call at one time, small enough to keep. */
export type HistorySample = {
  readonly at: number;
  readonly sendBps: number;
  readonly receiveBps: number;
  /** Of the worst stream that arrives. */
  readonly lossRatio: number;
  readonly rttMs?: number;
  readonly level: CallQuality['level'];
};
