import type {
  ChatMessage,
  LoggedEvent,
  PeerId,
  PeerState,
  Role,
  RoomPolicy,
  RoomSnapshot,
  Source,
  TopologyState,
} from '@confab/protocol';

/** One thing a peer sends, from the moment it asked to. */
export type SourceEntry = {
  readonly muted: boolean;
  /**
   * `replacing`: another one is opening while the sfu still forwards the one before it.
   * `lost`: it went with the peer's transports, the peer will produce the source again.
   */
  readonly producer: 'opening' | 'open' | 'replacing' | 'lost';
  /** Whether the room's peers have been told of it. */
  readonly isAnnounced: boolean;
};

/** A seat in the room; it outlives the socket of the one who sits in it. */
export type Peer = {
  readonly peerId: PeerId;
  readonly displayName: string;
  readonly connection: { readonly state: 'connected' } | { readonly state: 'lingering'; readonly lingerId: number };
  /** Which pair of transports is the peer's current one, counted from 1. */
  readonly mediaEpoch: number;
  /** Whether it has said what it can decode, in this media epoch. */
  readonly canReceive: boolean;
  readonly role: Role;
  /** By a token. Without one the room itself may make it host (RO3). */
  readonly isRoleGranted: boolean;
  /** The number of the event that raised its hand. */
  readonly handRaised: number | undefined;
  /** Its newest message ids, oldest first, with the events they became. */
  readonly said: readonly { readonly messageId: string; readonly seq: number }[];
  /** Whether it may be reached directly. */
  readonly allowsDirect: boolean;
  readonly sources: ReadonlyMap<Source, SourceEntry>;
};

/** Who asks to be let in. `role`: what a token grants. */
export type Visitor = { readonly peerId: PeerId; readonly displayName: string; readonly role: Role | undefined };

/** Everything the rules of a room need to know. A value: stepRoom makes the next one. */
export type RoomState = {
  /** The number of the newest event that peers were told. */
  readonly seq: number;
  readonly peers: ReadonlyMap<PeerId, Peer>;
  /** In the order in which they knocked. */
  readonly waiting: ReadonlyMap<PeerId, Visitor>;
  readonly policy: RoomPolicy;
  /** The newest messages, oldest first. */
  readonly chat: readonly ChatMessage[];
  /** The newest events, oldest first, without gaps. */
  readonly log: readonly LoggedEvent[];
  /** Makes the timers of different silences and absences tell-apart. */
  readonly lastTimerId: number;
  /** The timer that ends the room while nobody is in it. */
  readonly emptyTimerId: number | undefined;
  readonly topology: TopologyState;
  /** The timer after which two people talk directly, and how often that has failed for these two. */
  readonly direct: { readonly timerId: number | undefined; readonly failures: number };
};

export const emptyRoom: RoomState = {
  seq: 0,
  peers: new Map(),
  waiting: new Map(),
  policy: { locked: false, waitingRoom: false },
  chat: [],
  log: [],
  lastTimerId: 0,
  emptyTimerId: undefined,
  topology: { topology: 'sfu', epoch: 0 },
  direct: { timerId: undefined, failures: 0 },
};

export const toPeerState = ({ peerId, displayName, connection, role, handRaised, sources }: Peer): PeerState => ({
  peerId,
  displayName,
  connected: connection.state === 'connected',
  role,
  ...(handRaised !== undefined && { handRaised }),
  sources: [...sources].filter(([, { isAnnounced }]) => isAnnounced).map(([source, { muted }]) => ({ source, muted })),
});

export const toSnapshot = ({ seq, peers, policy, chat, topology }: RoomState): RoomSnapshot => ({
  seq,
  topology,
  peers: [...peers.values()].map(toPeerState),
  policy,
  chat: [...chat],
});

/** What happened after event `lastSeq`; undefined when the log no longer reaches back, or the number is not of this room. */
export function eventsSince({ seq, log }: RoomState, lastSeq: number): readonly LoggedEvent[] | undefined {
  if (lastSeq > seq || seq - lastSeq > log.length) return undefined;
  return log.slice(log.length - (seq - lastSeq));
}
