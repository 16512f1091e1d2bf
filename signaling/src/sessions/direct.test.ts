import type { Signal } from '@confab/protocol';
import { DIRECT_AFTER_MS, MAX_DESCRIPTION_LENGTH, MAX_SIGNALS_PER_EPOCH } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createStage, ROOM } from '../testing/createStage.ts';

const stranger = '01890000-0000-7000-8000-000000009999';
const candidate = (name = 'candidate:1'): Signal => ({
  candidate: { candidate: name, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null },
});
const offer = (sdp: string): Signal => ({
  description: { type: 'offer', sdp, sources: [{ mid: '0', source: 'microphone' }] },
});

/** Ada and Bob, who may talk directly since a moment. */
async function createPair() {
  const stage = createStage();
  const [ada, bob] = [stage.connect(), stage.connect()];
  const ids = { ada: (await ada.join('Ada')).peerId, bob: (await bob.join('Bob')).peerId };
  for (const client of [ada, bob]) await client.call('allowDirect', { allowed: true });
  stage.clock.advance(DIRECT_AFTER_MS);
  await stage.settle();
  const told = (client: typeof ada) => client.told.flatMap(({ name, data }) => (name === 'signalled' ? [data] : []));
  return { ...stage, ada, bob, ids, told };
}

describe('talking directly', () => {
  it('[TO2] [TO3] both are told when they may, and when no more', async () => {
    const { ada, bob, connect, rooms } = await createPair();
    expect(ada.toldNames).toEqual(['2 peerJoined', '3 topologyChanged']);
    expect(bob.toldNames).toEqual(['3 topologyChanged']);
    const third = await connect().join('Cleo');
    expect(ada.toldNames.slice(-2)).toEqual(['4 peerJoined', '5 topologyChanged']);
    expect(third.room.topology).toEqual({ topology: 'sfu', epoch: 2 });
    expect(rooms.find(ROOM)?.state.topology).toEqual({ topology: 'sfu', epoch: 2 });
  });

  it('[TO6] either gives the path up, for both; the second one asks for what is so', async () => {
    const { ada, bob } = await createPair();
    await bob.call('giveUpDirect', { epoch: 1 });
    await ada.call('giveUpDirect', { epoch: 1 });
    expect(ada.told.at(-1)).toMatchObject({ name: 'topologyChanged', data: { topology: 'sfu', epoch: 2 } });
    expect(ada.toldNames.filter((name) => name.endsWith('topologyChanged'))).toHaveLength(2);
  });
});

describe('signals', () => {
  it('[SI1] reach the other one only, in order, with a sender that nobody can choose', async () => {
    const { ada, bob, ids, told } = await createPair();
    const claimed = { to: ids.bob, epoch: 1, signal: offer('v=0'), from: ids.bob, peerId: ids.bob };
    await ada.call('signal', claimed);
    await ada.call('signal', { to: ids.bob, epoch: 1, signal: candidate() });
    expect(told(bob)).toEqual([
      { from: ids.ada, epoch: 1, signal: offer('v=0') },
      { from: ids.ada, epoch: 1, signal: candidate() },
    ]);
    expect(told(ada)).toEqual([]);
  });

  it('[SI2] are notFound to who is not in the room, wherever else they are, and to oneself', async () => {
    const { ada, connect, ids, told } = await createPair();
    const elsewhere = connect();
    const { peerId } = await elsewhere.join('Dan', 'b-room' as typeof ROOM);
    for (const to of [stranger, peerId, ids.ada] as (typeof peerId)[])
      expect(await ada.outcome('signal', { to, epoch: 1, signal: candidate() })).toBe('notFound');
    expect(told(elsewhere)).toEqual([]);
  });

  it('[SI3] of another epoch, and while everything goes by way of the sfu, are dropped', async () => {
    const { ada, bob, connect, ids, told } = await createPair();
    for (const epoch of [0, 2]) await ada.call('signal', { to: ids.bob, epoch, signal: candidate() });
    await connect().join('Cleo');
    for (const epoch of [1, 2]) await ada.call('signal', { to: ids.bob, epoch, signal: candidate() });
    expect(told(bob)).toEqual([]);
  });

  it('[SI3] to one who is away are unavailable: to be said again', async () => {
    const { ada, bob, ids } = await createPair();
    bob.cut();
    expect(await ada.outcome('signal', { to: ids.bob, epoch: 1, signal: candidate() })).toBe('unavailable');
  });

  it.each([
    ['a description of a megabyte', { description: { type: 'offer', sdp: 'v'.repeat(1_000_000), sources: [] } }],
    ['one just too long', offer('v'.repeat(MAX_DESCRIPTION_LENGTH + 1))],
    ['a rollback', { description: { type: 'rollback', sdp: '', sources: [] } }],
    [
      'a thousand sources',
      { description: { type: 'offer', sdp: '', sources: Array(1_000).fill({ mid: '0', source: 'camera' }) } },
    ],
    ['a long candidate', candidate('c'.repeat(1_025))],
    ['a candidate of another shape', { candidate: 'candidate:1' }],
    ['neither', {}],
  ])('[SI4] %s is badRequest, and reaches nobody', async (_, signal) => {
    const { ada, bob, ids, settle, settled, told } = await createPair();
    ada.send(JSON.stringify({ t: 'req', id: 'x', method: 'signal', params: { to: ids.bob, epoch: 1, signal } }));
    await settle();
    expect(settled.at(-1)).toBe('signal badRequest');
    expect(told(bob)).toEqual([]);
  });

  it('[SI4] are so many and no more of one path, however slowly they come', async () => {
    const { ada, bob, clock, ids, told } = await createPair();
    const outcomes = new Map<string, number>();
    for (let index = 0; index < 2 * MAX_SIGNALS_PER_EPOCH; index++) {
      clock.advance(100);
      const outcome = await ada.outcome('signal', { to: ids.bob, epoch: 1, signal: candidate() });
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(Object.fromEntries(outcomes)).toEqual({ ok: MAX_SIGNALS_PER_EPOCH, limitExceeded: MAX_SIGNALS_PER_EPOCH });
    expect(told(bob)).toHaveLength(MAX_SIGNALS_PER_EPOCH);
    // The other one has as many of their own.
    expect(await bob.outcome('signal', { to: ids.ada, epoch: 1, signal: candidate() })).toBe('ok');
  });
});
