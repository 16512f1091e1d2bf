import { PROTOCOL_VERSION, ProtocolError, WAITING_DEADLINE_MS } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../testing/createStage.ts';
import { createStage, ROOM } from '../testing/createStage.ts';

const entry = (displayName: string) => ({ protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName });
const look = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM };

async function openDoor(stage: Stage) {
  const ada = stage.connect();
  await ada.join('Ada');
  await ada.call('setWaitingRoom', { enabled: true });
  return ada;
}

async function knock(stage: Stage, displayName = 'Eve') {
  const client = stage.connect();
  await client.call('knock', entry(displayName));
  return client;
}
const waitingAsToldTo = (client: Awaited<ReturnType<typeof openDoor>>) =>
  client.told.flatMap((told) => (told.name === 'waitingChanged' ? [told.data.waiting] : [])).at(-1) ?? [];

describe('the waiting room', () => {
  it('[WA1] sends whoever joins to knock', async () => {
    const stage = createStage();
    await openDoor(stage);
    const eve = stage.connect();
    expect(await eve.outcome('join', entry('Eve'))).toBe('admissionRequired');
    expect(await eve.outcome('knock', entry('Eve'))).toBe('ok');
  });

  it('[WA3] lets in: the seat comes first, then the news', async () => {
    const stage = createStage();
    const ada = await openDoor(stage);
    const eve = await knock(stage);
    await knock(stage, 'Finn');
    const visitors = waitingAsToldTo(ada);
    expect(visitors.map(({ displayName }) => displayName)).toEqual(['Eve', 'Finn']);
    expect(eve.told).toEqual([]);
    // Both come in in the same turn: Eve's seat goes before the news of Finn's.
    await ada.call('admit', { peerIds: visitors.map(({ peerId }) => peerId) });
    await stage.settle();
    expect(eve.toldNames).toEqual(['admitted', '4 peerJoined']);
    expect(eve.told[0]).toMatchObject({ data: { peerId: visitors[0]?.peerId, room: { seq: 3 } } });
    expect(waitingAsToldTo(ada)).toEqual([]);
    expect(await eve.outcome('setHand', { raised: true })).toBe('ok');
  });

  it('[WA3] turns away, with a word', async () => {
    const stage = createStage();
    const ada = await openDoor(stage);
    const eve = await knock(stage);
    await ada.call('refuse', { peerIds: waitingAsToldTo(ada).map(({ peerId }) => peerId) });
    stage.clock.advance(0);
    await stage.settle();
    expect(eve.told).toEqual([{ name: 'ended', data: { reason: 'refused' } }]);
    expect(eve.closedWith).toBe(4403);
    expect(stage.rooms.peerCount).toBe(1);
  });

  it('[WA2] [WA6] forgets whoever hangs up, and whoever waits too long', async () => {
    const stage = createStage();
    const ada = await openDoor(stage);
    const eve = await knock(stage);
    const finn = await knock(stage, 'Finn');
    eve.cut();
    await stage.settle();
    expect(waitingAsToldTo(ada).map(({ displayName }) => displayName)).toEqual(['Finn']);
    stage.clock.advance(WAITING_DEADLINE_MS);
    await stage.settle();
    expect(finn.closedWith).toBe(4408);
    expect(waitingAsToldTo(ada)).toEqual([]);
  });

  it('[WA3] lets nobody in who hangs up meanwhile, and leaves nothing of them', async () => {
    const stage = createStage();
    const ada = await openDoor(stage);
    const eve = await knock(stage);
    stage.sfu.hold('openPeer');
    await ada.call('admit', { peerIds: waitingAsToldTo(ada).map(({ peerId }) => peerId) });
    eve.cut();
    stage.sfu.release('openPeer');
    await stage.settle();
    expect(stage.rooms.peerCount).toBe(1);
    expect(stage.sfu.asked('closePeer')).toHaveLength(1);
  });

  it('[WA1] lets a knock in at once where nobody has to wait', async () => {
    const stage = createStage();
    const eve = await knock(stage);
    expect(eve.toldNames).toEqual(['admitted']);
    expect(await eve.outcome('setHand', { raised: true })).toBe('ok');
    expect(stage.rooms.peerCount).toBe(1);
  });

  it('[WA3] has a visitor come again that cannot be let in now', async () => {
    const stage = createStage();
    const ada = await openDoor(stage);
    const eve = await knock(stage);
    stage.sfu.hold('openPeer');
    await ada.call('admit', { peerIds: waitingAsToldTo(ada).map(({ peerId }) => peerId) });
    stage.sfu.fail('openPeer', new ProtocolError('unavailable', 'no sfu'));
    await stage.settle();
    expect(eve.closedWith).toBe(1013);
    expect(stage.rooms.peerCount).toBe(1);
  });

  it('[WA1] is locked for everybody new, and opens again', async () => {
    const stage = createStage();
    const ada = await openDoor(stage);
    await ada.call('setLocked', { locked: true });
    const eve = stage.connect();
    expect(await eve.outcome('join', entry('Eve'))).toBe('roomLocked');
    await eve.outcome('knock', entry('Eve'));
    stage.clock.advance(0);
    await stage.settle();
    expect(eve.told).toEqual([{ name: 'ended', data: { reason: 'refused' } }]);
    await ada.call('setLocked', { locked: false });
    await ada.call('setWaitingRoom', { enabled: false });
    expect(await stage.connect().outcome('join', entry('Eve'))).toBe('ok');
  });
});

describe('look', () => {
  it('[WA7] tells who is inside to whoever may enter, and how to come in to everybody', async () => {
    const stage = createStage();
    const eve = stage.connect();
    expect(await eve.call('look', look)).toEqual({ admission: 'enter', inside: { peerCount: 0, displayNames: [] } });
    expect(stage.rooms.size).toBe(0);
    const ada = stage.connect();
    await ada.join('Ada');
    expect(await eve.call('look', look)).toEqual({
      admission: 'enter',
      inside: { peerCount: 1, displayNames: ['Ada'] },
    });
    await ada.call('setWaitingRoom', { enabled: true });
    expect(await eve.call('look', look)).toEqual({ admission: 'wait' });
    await ada.call('setLocked', { locked: true });
    expect(await eve.call('look', look)).toEqual({ admission: 'locked' });
  });

  it('[WA7] [TK1] needs a token where joining does', async () => {
    const stage = createStage({ tokens: { secret: 'x'.repeat(32), isRequired: true } });
    expect(await stage.connect().outcome('look', look)).toBe('unauthorized');
    expect(await stage.connect().outcome('knock', entry('Eve'))).toBe('unauthorized');
  });
});
