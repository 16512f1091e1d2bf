import { CHAT_HISTORY_LENGTH, CHAT_HISTORY_MESSAGES, MAX_CHAT_LENGTH, REMEMBERED_MESSAGE_IDS } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { saidBefore } from './chat.ts';
import type { RoomInput } from './RoomInput.ts';
import { toSnapshot } from './RoomState.ts';
import { stepRoom } from './stepRoom.ts';
import { ada, bob, broadcast, joined, left, replay } from './testing/exampleRoom.ts';

const said = (messageId: string, text = 'Hello', peerId = ada): RoomInput => ({
  type: 'chatSent',
  peerId,
  messageId,
  text,
  at: 1_800_000_000_000,
});
const handSet = (peerId: typeof ada, raised: boolean): RoomInput => ({ type: 'handSet', peerId, raised });

describe('chat', () => {
  it('[CH1] is an event that everyone is told, the sender too, and stands in the snapshot', () => {
    const { room, effects } = replay(joined(ada, 'Ada'), joined(bob), said('m1', '<b>hi</b>'));
    const message = { messageId: 'm1', peerId: ada, displayName: 'Ada', text: '<b>hi</b>', at: 1_800_000_000_000 };
    expect(effects).toEqual([broadcast([ada, bob], { seq: 3, name: 'chatSent', data: { message } })]);
    expect(toSnapshot(room).chat).toEqual([message]);
  });

  it('[CH2] sent again is said once, and known by its number', () => {
    const { room } = replay(joined(ada), joined(bob), said('m1'));
    expect(stepRoom(room, said('m1', 'something else'))).toEqual({ room, effects: [] });
    expect(saidBefore(room, ada, 'm1')).toBe(3);
    // Ids are each sender's own.
    expect(stepRoom(room, said('m1', 'Hello', bob)).room.seq).toBe(4);
  });

  it('[CH2] knows the newest ids of a peer again', () => {
    const ids = Array.from({ length: REMEMBERED_MESSAGE_IDS + 1 }, (_, index) => `m${index}`);
    const { room } = replay(joined(ada), ...ids.map((id) => said(id)));
    expect(saidBefore(room, ada, 'm0')).toBeUndefined();
    expect(saidBefore(room, ada, 'm1')).toBeDefined();
  });

  it('[CH3] outlives its sender, and nobody says anything who is not there', () => {
    const { room } = replay(joined(ada, 'Ada'), joined(bob), said('m1'), left(ada));
    expect(room.chat).toMatchObject([{ displayName: 'Ada' }]);
    expect(stepRoom(room, said('m2'))).toEqual({ room, effects: [] });
  });

  it('[CH4] is remembered up to a number of messages, and up to a length', () => {
    const many = Array.from({ length: CHAT_HISTORY_MESSAGES + 5 }, (_, index) => said(`m${index}`, `${index}`));
    const { room } = replay(joined(ada), ...many);
    expect(room.chat).toHaveLength(CHAT_HISTORY_MESSAGES);
    expect(room.chat.at(-1)?.text).toBe(`${CHAT_HISTORY_MESSAGES + 4}`);
    const long = Array.from({ length: 20 }, (_, index) => said(`l${index}`, 'x'.repeat(MAX_CHAT_LENGTH)));
    expect(replay(joined(ada), ...long).room.chat).toHaveLength(Math.floor(CHAT_HISTORY_LENGTH / MAX_CHAT_LENGTH));
  });

  it('[CH5] reactions are events that nobody remembers, said once each', () => {
    const reacted: RoomInput = { type: 'reacted', peerId: ada, messageId: 'r1', reaction: 'heart' };
    const { room, effects } = replay(joined(ada), joined(bob), reacted);
    expect(effects).toEqual([
      broadcast([ada, bob], { seq: 3, name: 'reacted', data: { peerId: ada, messageId: 'r1', reaction: 'heart' } }),
    ]);
    expect(room.chat).toEqual([]);
    expect(stepRoom(room, reacted)).toEqual({ room, effects: [] });
  });

  it('[CH6] hands have the order in which they were raised; the same hand twice is raised once', () => {
    const { room } = replay(joined(ada), joined(bob), handSet(bob, true), handSet(ada, true));
    expect(toSnapshot(room).peers.map(({ handRaised }) => handRaised)).toEqual([4, 3]);
    expect(stepRoom(room, handSet(bob, true))).toEqual({ room, effects: [] });
    expect(toSnapshot(stepRoom(room, handSet(bob, false)).room).peers[1]).not.toHaveProperty('handRaised');
  });
});
