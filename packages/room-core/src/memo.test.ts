import type { ChatMessage, RoomPolicy } from '@confab/protocol';
import { memo, MEMO_VERSION, parseAs, roles, roomMemo, sources } from '@confab/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMemo, toMemo } from './memo.ts';
import type { Peer, RoomState, SourceEntry } from './RoomState.ts';
import { emptyRoom } from './RoomState.ts';
import { ada, replay, sent, joined, sessionLost, toPeerId } from './testing/exampleRoom.ts';

const entry: fc.Arbitrary<SourceEntry> = fc.record({
  muted: fc.boolean(),
  producer: fc.constantFrom('opening', 'open', 'replacing', 'lost'),
  isAnnounced: fc.boolean(),
});
const connection: fc.Arbitrary<Peer['connection']> = fc.oneof(
  fc.constant({ state: 'connected' } as const),
  fc.record({ state: fc.constant('lingering' as const), lingerId: fc.nat() }),
);
const messageId = fc.stringMatching(/^[A-Za-z0-9_-]{1,36}$/);
const policy: fc.Arbitrary<RoomPolicy> = fc.record(
  { locked: fc.boolean(), waitingRoom: fc.boolean(), spotlight: fc.nat(1_000).map(toPeerId) },
  { requiredKeys: ['locked', 'waitingRoom'] },
);
const message: fc.Arbitrary<ChatMessage> = fc.record({
  messageId,
  peerId: fc.nat(1_000).map(toPeerId),
  displayName: fc.string({ unit: 'grapheme' }),
  text: fc.string({ unit: 'grapheme' }),
  at: fc.nat(),
});
const peer: fc.Arbitrary<Peer> = fc.record({
  peerId: fc.nat(1_000).map(toPeerId),
  displayName: fc.string({ unit: 'grapheme' }),
  connection,
  mediaEpoch: fc.integer({ min: 1 }),
  canReceive: fc.boolean(),
  role: fc.constantFrom(...roles),
  isRoleGranted: fc.boolean(),
  handRaised: fc.option(fc.nat(), { nil: undefined }),
  said: fc.array(fc.record({ messageId, seq: fc.nat() })),
  allowsDirect: fc.boolean(),
  sources: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...sources), entry), { selector: ([source]) => source })
    .map((entries) => new Map(entries)),
});
const room: fc.Arbitrary<RoomState> = fc.record({
  seq: fc.nat(),
  peers: fc.array(peer).map((peers) => new Map(peers.map((one) => [one.peerId, one]))),
  waiting: fc.constant(new Map()),
  policy,
  chat: fc.array(message),
  log: fc.constant([]),
  lastTimerId: fc.nat(),
  emptyTimerId: fc.option(fc.nat(), { nil: undefined }),
  topology: fc.record({ topology: fc.constantFrom('sfu' as const, 'p2p' as const), epoch: fc.nat() }),
  direct: fc.record({ timerId: fc.option(fc.nat(), { nil: undefined }), failures: fc.nat() }),
});

/** As it goes by way of an sfu. */
const remember = (of: RoomState) => fromMemo(parseAs(roomMemo, JSON.parse(JSON.stringify(toMemo(of)))));

describe('the memo of a room', () => {
  it('[RS2] is the room again, whatever the room', () => {
    fc.assert(
      fc.property(room, (of) => {
        expect(remember(of)).toEqual(of);
      }),
    );
  });

  it('[RS3] leaves out the log, and nothing else', () => {
    const { room: of } = replay(joined(ada, 'Ada 👩‍🚀'), ...sent(ada, 'microphone', true), sessionLost(ada));
    expect(of.log.length).toBeGreaterThan(0);
    expect(remember(of)).toEqual({ ...of, log: [] });
  });

  it.each([
    { version: MEMO_VERSION + 1 },
    { room: undefined },
    { seats: [{}] },
    { room: { ...toMemo(emptyRoom), seq: -1 } },
  ])('[RS2] is none when it is of another version or shape: %j', (change) => {
    const whole = { version: MEMO_VERSION, room: toMemo(emptyRoom), seats: [] };
    expect(parseAs(memo, whole)).toEqual(whole);
    expect(() => parseAs(memo, { ...whole, ...change })).toThrow('bad value');
  });
});
