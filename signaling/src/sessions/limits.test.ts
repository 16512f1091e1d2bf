import type { Method, SessionState } from '@confab/protocol';
import { PROTOCOL_VERSION, requests } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createStage, ROOM } from '../testing/createStage.ts';

const request = (method: string, params: unknown, id = '1') => JSON.stringify({ t: 'req', id, method, params });
const methods = Object.keys(requests) as Method[];
const wrongStates = (['awaitingJoin', 'joined'] as const).flatMap((state) =>
  methods
    .filter((method) => !(requests[method].allowedIn as readonly SessionState[]).includes(state))
    .map((method) => ({ method, state })),
);

describe('states', () => {
  it.each(wrongStates)('[SE1] $method while $state is invalidState and changes nothing', async ({ method, state }) => {
    const { connect, rooms, sfu, settle, settled } = createStage();
    const ada = connect();
    if (state === 'joined') await ada.join('Ada');
    const before = { room: rooms.find(ROOM)?.state, calls: sfu.calls.length };
    // Without parameters: the state is judged before they are even looked at.
    ada.send(request(method, {}, 'wrong'));
    await settle();

    expect(settled.at(-1)).toBe(`${method} invalidState`);
    expect({ room: rooms.find(ROOM)?.state, calls: sfu.calls.length }).toEqual(before);
    expect(ada.closedWith).toBeUndefined();
  });

  it.each(methods.filter((method) => method !== 'ping'))(
    '[SE1] %s is invalidState while a join is answered',
    async (method) => {
      const { connect, sfu, settle, settled } = createStage();
      const ada = connect();
      sfu.hold('openPeer');
      const join = ada.start('join', { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName: 'Ada' });
      ada.send(request(method, {}, 'wrong'));
      await settle();
      expect(settled).toEqual([`${method} invalidState`]);
      sfu.release('openPeer');
      await settle();
      await join;
    },
  );
});

describe('bad messages', () => {
  it.each([
    ['no JSON', 'hello'],
    ['an empty text', ''],
    ['an array', '[]'],
    ['a request without an id', '{"t":"req","method":"ping","params":{}}'],
    ['a response', '{"t":"res","id":"1","ok":true,"result":{}}'],
    ['too deep a value', request('ping', JSON.parse('['.repeat(40) + ']'.repeat(40)))],
  ])('[EN1] closes with 4400 on %s', async (_, text) => {
    const { connect, settle, rejected } = createStage();
    const ada = connect();
    ada.send(text);
    await settle();
    expect(ada.closedWith).toBe(4400);
    expect(rejected).toEqual([4400]);
  });

  it.each(['toString', '__proto__', 'constructor', 'nothing'])('[EN3] refuses the method %s', async (method) => {
    const { connect, settle, settled } = createStage();
    const ada = connect();
    ada.send(request(method, {}));
    await settle();
    expect(settled).toEqual(['unknown badRequest']);
  });

  it('[EN6] drops who the sender says it is', async () => {
    const { connect, settle, settled, rooms } = createStage();
    const [ada, bob] = [connect(), connect()];
    await ada.join('Ada');
    const { peerId } = await bob.join('Bob');
    ada.send(request('leave', { peerId }, 'other'));
    await settle();
    expect(settled.at(-1)).toBe('leave ok');
    expect([...(rooms.find(ROOM)?.state.peers.keys() ?? [])]).toEqual([peerId]);
  });
});

describe('too much', () => {
  it('answers rateLimited over the rate, and as before when it has slowed down', async () => {
    const { connect, clock, settle, settled } = createStage();
    const ada = connect();
    for (let index = 0; index < 101; index++) ada.send(request('ping', {}, String(index)));
    await settle();
    expect(settled.filter((each) => each === 'ping ok')).toHaveLength(100);
    expect(settled).toContain('ping rateLimited');

    clock.advance(1_000);
    expect(await ada.outcome('ping', {})).toBe('ok');
  });

  it('closes a flood with 4429, also one of methods that do not exist', async () => {
    const { connect, settle, settled } = createStage();
    const ada = connect();
    for (let index = 0; index < 1_000; index++) ada.send(request('nothing', {}, String(index)));
    await settle();
    expect(ada.closedWith).toBe(4429);
    expect(settled.length).toBeLessThanOrEqual(300);
  });

  it('closes a reader that does not read with 4413, and nobody else notices', async () => {
    const { connect, rooms, rejected } = createStage();
    const [ada, slow, bob] = [connect(), connect(), connect()];
    await ada.join('Ada');
    const { peerId } = await slow.join('Slow');
    slow.unreadBytes = 4 * 1024 * 1024 + 1;
    await bob.join('Bob');

    expect(slow.closedWith).toBe(4413);
    expect(rejected).toEqual([4413]);
    expect(rooms.find(ROOM)?.state.peers.get(peerId)?.connection.state).toBe('lingering');
    expect(bob.toldNames).toEqual(['4 peerDisconnected']);
    expect(ada.toldNames).toEqual(['2 peerJoined', '3 peerJoined', '4 peerDisconnected']);
  });

  it('leaves out the news of speakers for a reader that is behind', async () => {
    const { connect, rooms, settle } = createStage();
    const [ada, slow] = [connect(), connect()];
    await ada.join('Ada');
    await slow.join('Slow');
    slow.unreadBytes = 256 * 1024;
    rooms.onFact({ name: 'speakersChanged', data: { roomId: ROOM, speakers: [] } });
    await settle();
    expect(ada.toldNames).toContain('speakersChanged');
    expect(slow.toldNames).not.toContain('speakersChanged');
  });
});
