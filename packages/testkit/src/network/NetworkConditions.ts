/** What a network does to what goes one way. Everything is off unless said otherwise. */
export type LaneConditions = {
  readonly delayMs?: number;
  /** Each datagram is late by up to so much more; the order stays. */
  readonly jitterMs?: number;
  /** Of the datagrams, from 0 to 1. */
  readonly loss?: number;
  /** How many datagrams in a row are lost when one is; `loss` stays the share of all. 1 unless said otherwise. */
  readonly burst?: number;
  /** Of the datagrams, from 0 to 1: those that the ones behind them overtake. */
  readonly reordered?: number;
  /** What does not fit waits, for 200 ms at most, and is lost then. In bits per second. */
  readonly bandwidthBps?: number;
};

export type NetworkConditions = LaneConditions & {
  /** Only what the person sends, over what is said for both ways. */
  readonly up?: LaneConditions;
  /** Only what the person gets. */
  readonly down?: LaneConditions;
};

/** What goes one way only. */
export function laneOf({ up, down, ...both }: NetworkConditions, way: 'up' | 'down'): LaneConditions {
  return { ...both, ...(way === 'up' ? up : down) };
}
