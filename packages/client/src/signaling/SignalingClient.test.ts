import type { Result, RoomId } from '@confab/protocol';
import { closeCodes, roomId } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { FakePage } from '../testing/FakePage.ts';
import { FakeServer, settle } from '../testing/FakeServer.ts';
import { ada, joinResult, me, secret } from '../testing/roomFixtures.ts';
import { SignalingClient } from './SignalingClient.ts';

const resumed = (): Result<'resume'> => ({ resumeSecret: secret('b'), missed: { events: [] } });

function createClient(token?: string) {
  const server = new FakeServer();
  const clock = new FakeClock();
  const page = new FakePage();
  const heard: string[] = [];
  const client = new SignalingClient({
    url: 'ws://test/ws',
    roomId: roomId.parse('room') satisfies RoomId,
    displayName: 'Me',
    token,
    openSocket: server.openSocket,
    clock,
    page,
    random: () => 1,
    progress: () => ({ lastSeq: 7, mediaEpoch: 2 }),
    listener: {
      joined: () => void heard.push('joined'),
      resumed: () => void heard.push('resumed'),
      notified: ({ name, seq }) => void heard.push(`${name} ${seq ?? ''}`.trim()),
      lost: () => void heard.push('lost'),
      waits: () => void heard.push('waits'),
      dismissed: (reason) => void heard.push(`dismissed: ${reason}`),
      ended: (problem) => void heard.push(`ended: ${problem}`),
    },
  });
  return { server, clock, page, heard, client };
}

async function createJoined() {
  const setup = createClient();
  await setup.server.answer('join', joinResult());
  return setup;
}

/** Lets time pass in small steps, so that answers can arrive in between. */
async function pass({ clock, server }: { clock: FakeClock; server: FakeServer }, ms: number) {
  for (let left = ms; left > 0; left -= 500) {
    clock.advance(Math.min(left, 500));
    await server.flush();
  }
}

describe('SignalingClient', () => {
  it('joins, and tells of the seat before what came along with it', async () => {
    const { server, heard } = createClient();
    const join = await server.next('join');
    expect(join.params).toEqual({ protocolVersion: 1, roomId: 'room', displayName: 'Me' });

    // One delivery: the notification is there before the promise of the answer has settled.
    server.link.server.send(JSON.stringify({ t: 'ntf', seq: 8, name: 'peerDisconnected', data: { peerId: ada } }));
    await join.answer(joinResult());

    expect(heard).toEqual(['joined', 'peerDisconnected 8']);
  });

  it('[EV4] hears the events of one frame one by one, in their order', async () => {
    const { server, heard } = createClient();
    const join = await server.next('join');
    const events = [
      { seq: 8, name: 'peerDisconnected' as const, data: { peerId: ada } },
      { seq: 9, name: 'peerReconnected' as const, data: { peerId: ada } },
    ];
    server.link.server.send(JSON.stringify({ t: 'ntf', name: 'events', data: { events } }));
    await join.answer(joinResult());
    await server.notify('events', { events });

    const told = ['peerDisconnected 8', 'peerReconnected 9'];
    expect(heard).toEqual(['joined', ...told, ...told]);
  });

  it('[ST4] comes back at once after a cut and resumes from where it was', async () => {
    const { server, clock, heard } = await createJoined();

    await server.cut();
    expect(heard).toEqual(['joined', 'lost']);
    clock.advance(0);
    const resume = await server.next('resume');

    expect(resume.params).toEqual({
      protocolVersion: 1,
      roomId: 'room',
      peerId: me,
      resumeSecret: secret('a'),
      lastSeq: 7,
      mediaEpoch: 2,
    });
    await resume.answer(resumed());
    expect(heard).toEqual(['joined', 'lost', 'resumed']);
  });

  it('[ST5] uses the newest secret', async () => {
    const { server, clock } = await createJoined();
    await server.cut();
    clock.advance(0);
    await server.answer('resume', resumed());
    await server.cut();
    clock.advance(1_000);

    expect((await server.next('resume')).params.resumeSecret).toBe(secret('b'));
  });

  it('[TK5] joins with the token, renews it while seated, and joins anew with the newest', async () => {
    const setup = createClient('first');
    const { server } = setup;
    const join = await server.next('join');
    expect(join.params.token).toBe('first');
    await join.answer({ ...joinResult(), tokenExpiresInMs: 10_000 });
    await pass(setup, 5_000);
    await server.answer('refreshToken', { token: 'second', tokenExpiresInMs: 600_000 });

    await server.cut();
    await pass(setup, 1_000);
    await (await server.next('resume')).refuse('notFound');
    const again = await server.next('join');
    expect(again.params.token).toBe('second');
    await again.refuse('unauthorized');
    expect(setup.heard.at(-1)).toBe('ended: unauthorized');
    expect(setup.clock.pending).toBe(0);
  });

  it('joins anew on the same socket when the seat is gone', async () => {
    const { server, clock, heard } = await createJoined();
    await server.cut();
    clock.advance(0);
    await (await server.next('resume')).refuse('notFound');
    await server.answer('join', joinResult());

    expect(server.links).toHaveLength(2);
    expect(heard).toEqual(['joined', 'lost', 'joined']);
  });

  it('tries again with growing pauses, and at once when the page wakes', async () => {
    const { server, clock, page } = await createJoined();
    await server.cut();
    clock.advance(0);
    await server.cut();
    clock.advance(249);
    expect(server.links).toHaveLength(2);
    clock.advance(1);
    expect(server.links).toHaveLength(3);

    await server.cut();
    page.wake();
    expect(server.links).toHaveLength(4);
    // The pause that was under way is over with it.
    clock.advance(499);
    expect(server.links).toHaveLength(4);
  });

  it('never gives up a call', async () => {
    const { server, clock, heard } = await createJoined();
    for (let attempt = 0; attempt < 50; attempt++) {
      await server.cut();
      clock.advance(10_000);
    }
    expect(server.links).toHaveLength(51);
    expect(heard).toEqual(['joined', 'lost']);
  });

  it('hits a server that keeps failing less and less, though it lets us in each time', async () => {
    const { server, clock } = await createJoined();
    await server.cut();
    clock.advance(0);
    await server.answer('resume', resumed());
    await server.cut();
    clock.advance(249);
    expect(server.links).toHaveLength(2);
    clock.advance(1);
    await server.answer('resume', resumed());

    // Only an answered ping proves that this one works.
    clock.advance(3_000);
    await server.flush();
    await server.cut();
    clock.advance(0);
    expect(server.links).toHaveLength(4);
  });

  it('says so when the first join is not possible for long', async () => {
    const { server, clock, heard } = createClient();
    for (let ms = 0; ms < 20_000; ms += 1_000) {
      if (server.link.isOpen) await server.cut();
      clock.advance(1_000);
    }
    expect(heard).toEqual(['ended: unavailable']);
    expect(clock.pending).toBe(0);
  });

  it('[SE3] takes a silent socket for dead after 7 s', async () => {
    const setup = await createJoined();
    await pass(setup, 18_000);
    expect(setup.server.links).toHaveLength(1);

    setup.server.answersPings = false;
    await pass(setup, 6_500);
    expect(setup.heard).toEqual(['joined']);
    await pass(setup, 500);
    setup.clock.advance(0);
    expect(setup.heard).toEqual(['joined', 'lost']);
    expect(setup.server.links).toHaveLength(2);
  });

  it('asks whether the socket still lives when the page wakes, with less patience', async () => {
    const setup = await createJoined();
    setup.clock.advance(100);
    setup.server.answersPings = false;
    setup.page.wake();
    await pass(setup, 1_500);
    expect(setup.heard).toEqual(['joined']);
    await pass(setup, 500);
    expect(setup.heard).toEqual(['joined', 'lost']);
  });

  it.each([
    [closeCodes.replaced, 'replaced'],
    [closeCodes.unsupportedVersion, 'unsupportedVersion'],
    [closeCodes.unauthorized, 'unauthorized'],
  ])('[ST6] does not come back after close code %i: %s', async (code, problem) => {
    const { server, clock, page, heard } = await createJoined();
    await server.cut(code);
    clock.advance(60_000);
    page.wake();

    expect(heard).toEqual(['joined', `ended: ${problem}`]);
    expect(server.links).toHaveLength(1);
    expect([clock.pending, page.listeners]).toEqual([0, 0]);
  });

  it.each([
    ['roomFull', 'roomFull'],
    ['limitExceeded', 'serverFull'],
  ] as const)('[SE4] [LI2] [LI7] ends with the reason when it is refused for good: %s', async (code, problem) => {
    const { server, heard } = createClient();
    await (await server.next('join')).refuse(code);
    expect(heard).toEqual([`ended: ${problem}`]);
    expect(server.link.isOpen).toBe(false);
  });

  it('[SE4] tries again when it is not refused for good', async () => {
    const busy = createClient();
    await (await busy.server.next('join')).refuse('unavailable');
    busy.clock.advance(250);
    await busy.server.answer('join', joinResult());
    expect(busy.heard).toEqual(['joined']);
  });

  it('waits as long as a closing server asks', async () => {
    const { server, clock } = await createJoined();
    await server.notify('serverClosing', { reconnectAfterMs: 800 });
    await server.cut(closeCodes.goingAway);
    clock.advance(799);
    expect(server.links).toHaveLength(1);
    clock.advance(1);
    expect(server.links).toHaveLength(2);
  });

  it('resyncs by a resume', async () => {
    const { server, clock, client, heard } = await createJoined();
    client.resync();
    clock.advance(0);
    await server.answer('resume', resumed());

    expect(heard).toEqual(['joined', 'lost', 'resumed']);
  });

  it('asks nothing while it is away', async () => {
    const { server, client } = await createJoined();
    await server.cut();

    await expect(client.ask('setMuted', { source: 'microphone', muted: true })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('[ST7] leaves once and for all, and leaves no timer behind', async () => {
    const { server, clock, page, client, heard } = await createJoined();
    client.close();
    client.close();
    await settle();

    expect(server.link.fromClient.map((text) => JSON.parse(text).method)).toEqual(['leave']);
    expect(server.link.isOpen).toBe(false);
    expect([clock.pending, page.listeners]).toEqual([0, 0]);
    expect(heard).toEqual(['joined']);
  });

  it('can be closed while it is joining', async () => {
    const { server, clock, client, heard } = createClient();
    const join = await server.next('join');
    client.close();
    await join.answer(joinResult());

    expect(heard).toEqual([]);
    expect(server.link.isOpen).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('[WA1] [WA3] knocks where it has to, waits, and takes the seat when it is let in', async () => {
    const setup = createClient();
    const { server, heard, clock } = setup;
    await (await server.next('join')).refuse('admissionRequired');
    await server.answer('knock', {});
    expect(heard).toEqual(['waits']);
    // Longer than anybody would wait for a server that does not answer.
    await pass(setup, 60_000);
    expect(heard).toEqual(['waits']);
    await server.notify('admitted', joinResult());
    await server.notify('peerLeft', { peerId: ada, reason: 'left' }, 2);
    expect(heard).toEqual(['waits', 'joined', 'peerLeft 2']);
    expect(clock.pending).toBeGreaterThan(0);
  });

  it('[WA3] takes the seat also when it is let in before its knock is answered', async () => {
    const { server, heard } = createClient();
    await (await server.next('join')).refuse('admissionRequired');
    const knock = await server.next('knock');
    await server.notify('admitted', joinResult());
    await knock.answer({});
    expect(heard).toEqual(['joined']);
  });

  it('[WA2] knocks again when the connection was lost while it waited', async () => {
    const setup = createClient();
    const { server, heard } = setup;
    await (await server.next('join')).refuse('admissionRequired');
    await server.answer('knock', {});
    await pass(setup, 60_000);
    await server.cut(1013);
    await pass(setup, 2_000);
    await (await server.next('join')).refuse('admissionRequired');
    await server.answer('knock', {});
    expect(heard).toEqual(['waits', 'waits']);
  });

  it.each(['removed', 'refused', 'roomEnded'] as const)(
    '[MO5] does not come back when it is over: %s',
    async (reason) => {
      const setup = await createJoined();
      const { server, heard, clock, page } = setup;
      await server.notify('ended', { reason });
      await server.cut(4403);
      await pass(setup, 10_000);
      expect(heard).toEqual(['joined', `dismissed: ${reason}`]);
      expect([server.links.length, clock.pending, page.listeners]).toEqual([1, 0, 0]);
    },
  );

  it('[MO5] learns of its removal when it was away meanwhile', async () => {
    const setup = await createJoined();
    await setup.server.cut();
    await pass(setup, 2_000);
    await (await setup.server.next('resume')).refuse('forbidden');
    expect(setup.heard).toEqual(['joined', 'lost', 'dismissed: removed']);
  });

  it('[WA1] says that a room is locked', async () => {
    const { server, heard } = createClient();
    await (await server.next('join')).refuse('roomLocked');
    expect(heard).toEqual(['ended: roomLocked']);
  });
});
