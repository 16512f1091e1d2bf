import { notifications, parseAs } from '@confab/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinSending, reconnect } from './testing/createCall.ts';
import type { TestCall } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import { ada, bob, consumerOffer, me, mediaOffer, peer, secret, snapshot } from './testing/roomFixtures.ts';

const joined = () => joinSending({ wanted: { camera: false }, isDirectAllowed: true });
const frame = (name: string, data: unknown, seq?: number) => JSON.stringify({ t: 'ntf', name, data, seq });
const brokenIn = ({ session }: TestCall) => session.makeReport({ withNames: false }).brokenFrames;

async function hear(call: TestCall, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) call.server.link.server.send(text);
  await call.server.flush();
}

describe('a frame that breaks the contract', () => {
  it.each([
    ['no frame at all', '{"t":'],
    ['a notification of the wrong shape', frame('muteChanged', { peerId: 7 }, 3)],
    ['a request, which servers do not make', JSON.stringify({ t: 'req', id: '1', method: 'join', params: {} })],
  ])('is counted and answered with a resync: %s', async (_, text) => {
    const call = await joined();
    await hear(call, text);
    expect([brokenIn(call), call.session.getSnapshot().signaling]).toEqual([1, 'reconnecting']);
    await reconnect(call, {
      resumeSecret: secret('b'),
      missed: { room: snapshot(9, peer(me, 'Me'), peer(bob, 'Bob')) },
    });
    expect(call.session.getSnapshot()).toMatchObject({
      signaling: 'connected',
      state: 'in-call',
      peers: [{ displayName: 'Bob' }],
    });
  });

  it('is not asked about again and again', async () => {
    const call = await joined();
    await hear(call, 'junk');
    await reconnect(call, { resumeSecret: secret('b'), missed: { events: [] } });
    await hear(call, 'junk', 'junk');
    expect([brokenIn(call), call.session.getSnapshot().signaling]).toEqual([3, 'connected']);
  });

  it('is none when a newer server says more than we know', async () => {
    const call = await joined();
    await hear(call, frame('weatherChanged', { sun: true }), frame('speakersChanged', { speakers: [], more: 1 }));
    expect([brokenIn(call), call.session.getSnapshot().signaling]).toEqual([0, 'connected']);
  });
});

/** Everything that a server may say, each once. */
const sayings: readonly (readonly [string, unknown])[] = [
  ['peerJoined', { peer: peer(ada, 'Ada', [{ source: 'camera', muted: false }]) }],
  ['peerLeft', { peerId: ada, reason: 'left' }],
  ['peerDisconnected', { peerId: ada }],
  ['peerReconnected', { peerId: ada }],
  ['sourceAdded', { peerId: ada, source: 'microphone', muted: false }],
  ['sourceRemoved', { peerId: me, source: 'microphone', byPeerId: ada }],
  ['muteChanged', { peerId: me, source: 'microphone', muted: true }],
  ['roleChanged', { peerId: me, role: 'viewer' }],
  ['topologyChanged', { topology: 'p2p', epoch: 1 }],
  ['consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('c', ada, 'camera')] }],
  ['consumersClosed', { consumerIds: ['c'] }],
  ['speakersChanged', { speakers: [{ peerId: ada, volume: -20 }] }],
  ['signalled', { from: ada, epoch: 1, signal: { description: { type: 'offer', sdp: 'v=0', sources: [] } } }],
  ['mediaReset', { media: mediaOffer(2) }],
  ['mediaLost', {}],
  ['unheardChanged', { source: 'microphone', byPeerIds: [ada] }],
  ['waitingChanged', { waiting: [{ peerId: ada, displayName: 'Ada' }] }],
  ['unmuteAsked', { byPeerId: ada }],
  ['serverClosing', { reconnectAfterMs: 1 }],
  [
    'chatSent',
    {
      message: {
        messageId: '0190a1b2-0000-4000-8000-00000000000a',
        peerId: ada,
        displayName: 'Ada',
        text: 'hi',
        at: 1,
      },
    },
  ],
];

it.each(sayings)('takes part in the fuzz as it is meant: %s', (name, data) => {
  const known = Object.entries(notifications).find(([one]) => one === name);
  expect(known && parseAs(known[1], data)).toBeDefined();
});

/** A value of somebody's making, in one place of it or all over. */
const spoilt = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value !== 'object' || value === null) return fc.oneof(fc.constant(value), fc.jsonValue());
  const parts = Object.entries(value).map(([key, part]): [string, fc.Arbitrary<unknown>] => [key, spoilt(part)]);
  const whole = Array.isArray(value)
    ? fc.tuple(...parts.map(([, part]) => part))
    : fc.record(Object.fromEntries(parts), { requiredKeys: [] });
  return fc.oneof(
    { arbitrary: whole, weight: 4 },
    { arbitrary: fc.constant(value), weight: 4 },
    { arbitrary: fc.jsonValue(), weight: 1 },
  );
};

const spoken = fc
  .constantFrom(...sayings)
  .chain(([name, data]) =>
    fc
      .tuple(
        fc.oneof(fc.constant(data), spoilt(data)),
        fc.option(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.jsonValue()), { nil: undefined }),
      )
      .map(([said, seq]) => JSON.stringify({ t: 'ntf', name, data: said, seq })),
  );
const anything = fc.oneof(
  { arbitrary: spoken, weight: 8 },
  { arbitrary: fc.string(), weight: 1 },
  { arbitrary: fc.json(), weight: 1 },
);

it('whatever the server says, the page goes on, and nothing that is muted is heard', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 12 }), async (texts) => {
      const call = await joined();
      void call.session.setMicrophone(false);
      await call.server.answer('setMuted', {});
      for (const text of texts) {
        if (!call.server.link.isOpen) {
          call.clock.advance(30_000);
          await call.server.flush();
          if ((await call.server.open()).includes('resume'))
            await call.server.answer('resume', {
              resumeSecret: secret('c'),
              missed: { room: snapshot(4, peer(me, 'Me', [{ source: 'microphone', muted: true }])) },
            });
        }
        if (call.server.link.isOpen) await hear(call, text);
        const now = call.session.getSnapshot();
        expect(JSON.parse(JSON.stringify(now))).toEqual(now);
        expect(now.state).toBe('in-call');
        expect(now.self.microphone.actual).toBe('off');
        expect(call.devices.opened.every(({ enabled }) => !enabled)).toBe(true);
      }
      call.session.leave();
      await settle();
      // What was to be asked again finds that it is over.
      call.clock.advance(1_000);
      await settle();
      expect(call.clock.pending).toBe(0);
    }),
    { numRuns: 40 },
  );
});
