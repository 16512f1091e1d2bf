import type { RoomMemo } from '@confab/protocol';
import type { Peer, RoomState } from './RoomState.ts';

/** The room as plain data, all but its log and who waits. */
export const toMemo = ({ log: _, waiting: __, peers, chat, ...rest }: RoomState): RoomMemo => ({
  ...rest,
  chat: [...chat],
  peers: [...peers.values()].map((peer) => ({
    ...peer,
    connection: { ...peer.connection },
    said: [...peer.said],
    sources: [...peer.sources].map(([source, entry]) => ({ source, ...entry })),
  })),
});

/** The room that the memo was made of; its log is empty, and nobody waits. */
export const fromMemo = ({ peers, emptyTimerId, direct, ...rest }: RoomMemo): RoomState => ({
  ...rest,
  emptyTimerId,
  waiting: new Map(),
  direct: { timerId: direct.timerId, failures: direct.failures },
  log: [],
  peers: new Map(
    peers.map(({ sources, handRaised, ...peer }): [Peer['peerId'], Peer] => [
      peer.peerId,
      { ...peer, handRaised, sources: new Map(sources.map(({ source, ...entry }) => [source, entry])) },
    ]),
  ),
});
