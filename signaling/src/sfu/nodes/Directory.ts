/** What an sfu announces of itself. */
export type NodeState = {
  /** Of Confab; undefined when it does not say. */
  readonly version?: string;
  readonly workers: number;
  /** The share of what it can take that is taken: 0 is idle, 1 is full. */
  readonly load: number;
  /** It is about to be stopped: who is there stays, no new room comes. */
  readonly draining: boolean;
};

export type DirectoryNode = NodeState & {
  /** The address that its link was dialled at. */
  readonly key: string;
  /** Rooms that were placed there since it last said its load. */
  readonly recentPlacements: number;
};

/**
 * Which sfu nodes there are and how they are. The default lives in the memory of one signaling process; several of these
 * would share one, so that each knows what the others have placed.
 */
export type Directory = {
  announce(key: string, state: NodeState): void;
  /** Nobody can be sent there any more. */
  forget(key: string): void;
  placed(key: string): void;
  nodes(): readonly DirectoryNode[];
};
