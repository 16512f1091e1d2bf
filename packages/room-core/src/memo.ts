import type { RoomMemo } from '@confab/protocol';
import type { Peer, RoomState } from './RoomState.ts';

/** The room as plain data, all but its log. */
export const toMemo = ({ log: _, peers, ...rest }: RoomState): RoomMemo => ({
  ...rest,
  peers: [...peers.values()].map((peer) => ({
    ...peer,
    connection: { ...peer.connection },
    sources: [...peer.sources].map(([source, entry]) => ({ source, ...entry })),
  })),
});

/** The room that the memo was made of; its log is empty. */
export const fromMemo = ({ peers, emptyTimerId, direct, ...rest }: RoomMemo): RoomState => ({
  ...rest,
  emptyTimerId,
  direct: { timerId: direct.timerId, failures: direct.failures },
  log: [],
  peers: new Map(
    peers.map(({ sources, ...peer }): [Peer['peerId'], Peer] => [
      peer.peerId,
      { ...peer, sources: new Map(sources.map(({ source, ...entry }) => [source, entry])) },
    ]),
  ),
});
