import type {
  ChatMessage,
  LoggedEvent,
  Notifications,
  NotificationOf,
  PeerId,
  PeerState,
  Result,
  RoomPolicy,
  RoomSnapshot,
  Source,
  TopologyState,
} from '@confab/protocol';
import { roomEvents } from '@confab/protocol';
import type { RemotePeer } from './CallSnapshot.ts';

/** The room as one peer has been told of it, up to event `seq`. A value: applyEvent makes the next one. */
export type RoomView = {
  readonly selfId: PeerId;
  readonly seq: number;
  readonly peers: readonly PeerState[];
  readonly policy: RoomPolicy;
  /** Oldest first. */
  readonly chat: readonly ChatMessage[];
  readonly topology: TopologyState;
};

/** `seen`: told before. `gap`: an earlier event is missing, ask for what was missed. Neither changes the room. */
export type Applied = { readonly room: RoomView; readonly outcome: 'applied' | 'seen' | 'gap' };

export type SourceRef = { readonly peerId: PeerId; readonly source: Source };

/** `known`: messages of before, that the room may no longer remember. */
export const toRoomView = (
  selfId: PeerId,
  { seq, peers, policy, chat, topology }: RoomSnapshot,
  known: readonly ChatMessage[] = [],
): RoomView => ({ selfId, seq, peers, topology, policy, chat: mergeChat(known, chat) });

/** Applies each event once and in order, whatever order they come in. */
export function applyEvent(room: RoomView, event: LoggedEvent): Applied {
  if (event.seq <= room.seq) return { room, outcome: 'seen' };
  if (event.seq > room.seq + 1) return { room, outcome: 'gap' };
  const peers = changePeers(room.peers, event);
  const chat = event.name === 'chatSent' ? mergeChat(room.chat, [event.data.message]) : room.chat;
  const topology = event.name === 'topologyChanged' ? event.data : room.topology;
  return {
    room: { ...room, seq: event.seq, peers, topology, policy: changePolicy(room.policy, event), chat },
    outcome: 'applied',
  };
}

/** What a resume answered: the missed events, or the whole room when the log no longer reaches back. */
export function applyMissed(room: RoomView, missed: Result<'resume'>['missed']): Applied {
  if ('room' in missed) return { room: toRoomView(room.selfId, missed.room, room.chat), outcome: 'applied' };
  return missed.events.reduce<Applied>((applied, event) => applyEvent(applied.room, event), { room, outcome: 'seen' });
}

/** A notification as the room event it is; undefined when it is none. */
export function toRoomEvent(notification: NotificationOf<Notifications>): LoggedEvent | undefined {
  if (notification.seq === undefined || !Object.hasOwn(roomEvents, notification.name)) return undefined;
  // Name and data were checked against each other when the frame was read.
  return notification as LoggedEvent;
}

/** What is sent no more. */
export const goneSources = (before: RoomView, after: RoomView): readonly SourceRef[] =>
  before.peers.flatMap(({ peerId, sources }) => {
    const left = after.peers.find((peer) => peer.peerId === peerId)?.sources ?? [];
    return sources
      .filter(({ source }) => !left.some((other) => other.source === source))
      .map(({ source }) => ({ peerId, source }));
  });

/** What the room says of ourselves. */
export const selfOf = (room: RoomView | undefined): PeerState | undefined =>
  room?.peers.find(({ peerId }) => peerId === room.selfId);

/** What the room knows of a source of our own. */
export function ownSource(room: RoomView | undefined, source: Source): 'on' | 'muted' | undefined {
  const known = selfOf(room)?.sources.find((other) => other.source === source);
  return known && (known.muted ? 'muted' : 'on');
}

/** The name under which the track of a source stands in the TrackRegistry: it outlives consumers and transports. */
export const toTrackId = ({ peerId, source }: SourceRef): string => `${peerId}:${source}`;

export const toRemotePeers = (room: RoomView, hasTrack: (trackId: string) => boolean): readonly RemotePeer[] =>
  room.peers
    .filter(({ peerId }) => peerId !== room.selfId)
    .map(({ peerId, displayName, connected, role, handRaised, sources }) => ({
      peerId,
      displayName,
      connected,
      role,
      ...(handRaised !== undefined && { handRaised }),
      sources: sources.map(({ source, muted }) => {
        const trackId = toTrackId({ peerId, source });
        return { source, muted, ...(hasTrack(trackId) && { trackId }) };
      }),
    }));

function changePeers(peers: readonly PeerState[], { seq, name, data }: LoggedEvent): readonly PeerState[] {
  switch (name) {
    case 'peerJoined':
      return [...peers.filter(({ peerId }) => peerId !== data.peer.peerId), data.peer];
    case 'peerLeft':
      return peers.filter(({ peerId }) => peerId !== data.peerId);
    case 'peerDisconnected':
      return changePeer(peers, data.peerId, (peer) => ({ ...peer, connected: false }));
    case 'peerReconnected':
      return changePeer(peers, data.peerId, (peer) => ({ ...peer, connected: true }));
    case 'sourceAdded':
    case 'muteChanged':
      return changePeer(peers, data.peerId, (peer) => putSource(peer, data.source, data.muted));
    case 'sourceRemoved':
      return changePeer(peers, data.peerId, (peer) => ({
        ...peer,
        sources: peer.sources.filter(({ source }) => source !== data.source),
      }));
    case 'roleChanged':
      return changePeer(peers, data.peerId, (peer) => ({ ...peer, role: data.role }));
    case 'handChanged':
      return changePeer(peers, data.peerId, ({ handRaised: _, ...peer }) =>
        data.raised ? { ...peer, handRaised: seq } : peer,
      );
    case 'policyChanged':
    case 'chatSent':
    case 'reacted':
    case 'topologyChanged':
      return peers;
    default:
      return assertNever(name);
  }
}

/** Whoever has left is no longer in front, either (MO6). */
function changePolicy(policy: RoomPolicy, { name, data }: LoggedEvent): RoomPolicy {
  if (name === 'policyChanged') return data.policy;
  if (name !== 'peerLeft' || policy.spotlight !== data.peerId) return policy;
  const { spotlight: _, ...rest } = policy;
  return rest;
}

/** Each message once, however often it is told. */
function mergeChat(known: readonly ChatMessage[], told: readonly ChatMessage[]): readonly ChatMessage[] {
  const isTold = new Set(told.map(({ messageId }) => messageId));
  return [...known.filter(({ messageId }) => !isTold.has(messageId)), ...told].slice(-MAX_MESSAGES);
}

/** What a page is given to draw; a call that goes on all day must not fill its memory. */
const MAX_MESSAGES = 1_000;

const changePeer = (peers: readonly PeerState[], peerId: PeerId, change: (peer: PeerState) => PeerState) =>
  peers.map((peer) => (peer.peerId === peerId ? change(peer) : peer));

/** In its old place when it is known already, so that tiles do not jump. */
function putSource(peer: PeerState, source: Source, muted: boolean): PeerState {
  const isKnown = peer.sources.some((other) => other.source === source);
  const sources = isKnown
    ? peer.sources.map((other) => (other.source === source ? { source, muted } : other))
    : [...peer.sources, { source, muted }];
  return { ...peer, sources };
}

function assertNever(value: never): never {
  throw new Error(`no rule for ${String(value)}`);
}
