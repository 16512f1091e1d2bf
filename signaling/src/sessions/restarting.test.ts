import type { Result } from '@confab/protocol';
import { MAX_MEMO_LENGTH, PROTOCOL_VERSION, ProtocolError, RECONNECT_GRACE_MS } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../testing/createStage.ts';
import { createStage, outcomeOf, ROOM, RTP } from '../testing/createStage.ts';

const toResume = ({ peerId, resumeSecret, room }: Result<'join'>, lastSeq = room.seq, mediaEpoch = 1) => ({
  protocolVersion: PROTOCOL_VERSION,
  roomId: ROOM,
  peerId,
  resumeSecret,
  lastSeq,
  mediaEpoch,
});

/** Ada sends her microphone to Bob. */
async function meet(stage: Stage, muted = false) {
  const [ada, bob] = [stage.connect(), stage.connect()];
  const joined = await ada.join('Ada');
  const bobJoined = await bob.join('Bob');
  await bob.call('startReceiving', { rtpCapabilities: {} });
  await ada.call('produce', {
    transportId: joined.media.sendTransport.transportId,
    source: 'microphone',
    rtpParameters: RTP,
    muted,
  });
  return { ada, bob, joined, bobJoined };
}

/** The process is gone, without a word; another one starts beside the same sfu. */
function kill(stage: Stage): Stage {
  stage.rooms.close();
  return createStage({ sfu: stage.sfu, firstPeer: 100 });
}

async function restart(stage: Stage): Promise<Stage> {
  const next = kill(stage);
  next.link();
  await next.settle();
  return next;
}

describe('a restarted signaling process', () => {
  it('[RS1] [RS3] [RS5] takes its rooms back: everyone resumes, nothing is opened anew', async () => {
    const before = createStage();
    const { joined, bobJoined } = await meet(before, true);
    const stage = await restart(before);
    expect([stage.rooms.size, stage.rooms.peerCount]).toEqual([1, 2]);
    const asked = stage.sfu.calls.length;

    const [ada, bob] = [stage.connect(), stage.connect()];
    const { missed, media } = await ada.call('resume', toResume(joined, 3));
    expect(media).toBeUndefined();
    expect(missed).toMatchObject({
      room: {
        peers: [
          { displayName: 'Ada', connected: true, sources: [{ source: 'microphone', muted: true }] },
          { displayName: 'Bob', connected: false },
        ],
      },
    });
    expect((await bob.call('resume', toResume(bobJoined, 3))).media).toBeUndefined();
    expect(bob.toldNames).toEqual(['consumersAdded']);
    expect(ada.toldNames).toEqual([expect.stringMatching('peerReconnected')]);
    const since = stage.sfu.calls.slice(asked).map(({ method }) => method);
    expect(since.filter((method) => method !== 'setMemo')).toEqual(['openConsumers']);

    // It goes on as ever, with the transports of before.
    await ada.call('setMuted', { source: 'microphone', muted: false });
    expect(stage.sfu.asked('setProducerPaused').at(-1)).toMatchObject({ paused: false });
    const { transportId } = joined.media.sendTransport;
    expect(await ada.outcome('restartIce', { transportId })).toBe('ok');
  });

  it('[RS2] has the sfu remember each change before anyone is told that it is done', async () => {
    const stage = createStage();
    const { ada } = await meet(stage);
    const order: string[] = [];
    const write = stage.sfu.call.bind(stage.sfu);
    stage.sfu.call = (method, params) => {
      order.push(method);
      return write(method, params);
    };
    const answer = ada.start('setMuted', { source: 'microphone', muted: true });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ada.inFlight.some((text) => text.includes('"res"'))).toBe(true);
    expect(order).toEqual(['setProducerPaused', 'setMemo']);
    expect(stage.sfu.asked('setMemo').at(-1)?.memo).toContain('"muted":true');
    await stage.settle();
    await answer;
  });

  it('[RS2] sends fewer memos to an sfu that is slow to take them, the newest in the end', async () => {
    const stage = createStage();
    const { ada } = await meet(stage);
    const count = stage.sfu.asked('setMemo').length;
    stage.sfu.hold('setMemo');
    for (let times = 0; times < 10; times++)
      await ada.call('setMuted', { source: 'microphone', muted: times % 2 === 0 });
    expect(stage.sfu.asked('setMemo').length - count).toBe(4);
    await ada.call('setMuted', { source: 'microphone', muted: true });
    stage.sfu.flow('setMemo');
    stage.sfu.release('setMemo');
    await stage.settle();
    expect(stage.sfu.asked('setMemo').length - count).toBe(5);
    expect(stage.sfu.asked('setMemo').at(-1)?.memo).toContain('"muted":true');
  });

  it('[RS2] holds no secret, and what it has to say fits', async () => {
    const stage = createStage();
    const { joined, bobJoined } = await meet(stage);
    for (let more = 0; more < 98; more++) await stage.connect().join('𝕬'.repeat(64));
    const { memo } = stage.sfu.asked('setMemo').at(-1) ?? { memo: '' };
    for (const { resumeSecret } of [joined, bobJoined]) expect(memo).not.toContain(resumeSecret);
    expect(memo.length).toBeGreaterThan(98 * 100);
    expect(memo.length).toBeLessThan(MAX_MEMO_LENGTH / 2);
  });

  it.each(['newest', 'used'] as const)('[RS4] locks nobody out who has the %s secret', async (which) => {
    const before = createStage();
    const { ada, joined } = await meet(before);
    ada.cut();
    // Killed with the answer on its way.
    const { resumeSecret } = await before.connect().call('resume', toResume(joined));
    const resumes = { newest: toResume({ ...joined, resumeSecret }), used: toResume(joined) };
    const stage = await restart(before);
    const back = stage.connect();
    expect(await back.outcome('resume', resumes[which])).toBe('ok');
    await back.call('ping', {});
    // Whoever is back has shown that the key it got arrived.
    for (const params of Object.values(resumes))
      expect(await stage.connect().outcome('resume', params)).toBe('notFound');
  });

  it('[RS4] takes a used secret no more once its client was heard with the new one', async () => {
    const before = createStage();
    const { ada, joined } = await meet(before);
    ada.cut();
    const back = before.connect();
    await back.call('resume', toResume(joined));
    await back.call('ping', {});
    const stage = await restart(before);
    expect(await stage.connect().outcome('resume', toResume(joined))).toBe('notFound');
  });

  it('[RS8] lets nobody in before it knows which rooms there are', async () => {
    const before = createStage();
    const { joined } = await meet(before);
    const stage = kill(before);
    const [ada, cleo] = [stage.connect(), stage.connect()];
    expect(await ada.outcome('resume', toResume(joined))).toBe('unavailable');
    stage.sfu.hold('getRoom');
    stage.link();
    expect(await ada.outcome('resume', toResume(joined))).toBe('unavailable');
    expect(await outcomeOf(cleo.join('Cleo'))).toBe('unavailable');
    expect(stage.rooms.isOpen).toBe(false);

    stage.sfu.flow('getRoom');
    stage.sfu.release('getRoom');
    await stage.settle();
    expect(stage.rooms.isOpen).toBe(true);
    expect(await ada.outcome('resume', toResume(joined))).toBe('ok');
    expect((await cleo.join('Cleo')).room.peers).toHaveLength(3);
  });

  it('[RS8] asks again when the sfu did not answer', async () => {
    const before = createStage();
    const { joined } = await meet(before);
    const stage = kill(before);
    stage.sfu.refuse('getRoom', new ProtocolError('deadlineExceeded', 'slow'));
    stage.link();
    await stage.settle();
    expect(stage.rooms.isOpen).toBe(false);
    stage.sfu.refuse('getRoom', undefined);
    stage.clock.advance(500);
    await stage.settle();
    expect(await stage.connect().outcome('resume', toResume(joined))).toBe('ok');
  });

  it.each(['', 'no memo', '{"version":2,"room":{},"seats":[]}', '[]'])(
    '[RS2] closes a room whose memo it cannot read: %j',
    async (memo) => {
      const before = createStage();
      const { joined } = await meet(before);
      before.sfu.holdings.setMemo({ roomId: ROOM, memo });
      const stage = await restart(before);
      expect(stage.sfu.roomIds).toEqual([]);
      expect(await stage.connect().outcome('resume', toResume(joined))).toBe('notFound');
    },
  );

  it('[RS1] ends the seats that nobody takes back, and the room with them', async () => {
    const before = createStage();
    const { joined } = await meet(before);
    const stage = await restart(before);
    await stage.connect().call('resume', toResume(joined));
    stage.clock.advance(RECONNECT_GRACE_MS);
    expect(stage.rooms.peerCount).toBe(1);

    const again = await restart(stage);
    again.clock.advance(RECONNECT_GRACE_MS);
    again.clock.advance(10_000);
    await again.settle();
    expect([again.rooms.size, again.sfu.roomIds]).toEqual([0, []]);
  });

  it('[RS7] gives new transports to who came back when those of before are gone', async () => {
    const before = createStage();
    const { joined, bobJoined } = await meet(before, true);
    // Opened, and the process was killed before anyone heard of it.
    await before.sfu.call('openPeer', { roomId: ROOM, peerId: joined.peerId });
    const stage = kill(before);
    stage.sfu.hold('getRoom');
    stage.link();
    stage.sfu.release('getRoom');
    await stage.settle();
    const [ada, bob] = [stage.connect(), stage.connect()];
    const { media, missed } = await ada.call('resume', toResume(joined));
    expect(media?.mediaEpoch).toBe(2);
    expect(missed).toMatchObject({ room: { peers: [{ sources: [{ source: 'microphone', muted: true }] }, {}] } });
    expect((await bob.call('resume', toResume(bobJoined))).media).toBeUndefined();
  });

  it('[RS7] knows when the worker died while it asked', async () => {
    const before = createStage();
    const { joined } = await meet(before);
    const stage = kill(before);
    stage.sfu.hold('getRoom');
    stage.link();
    stage.rooms.onFact({ name: 'roomsLost', data: { roomIds: [ROOM], reason: 'workerDied' } });
    stage.sfu.release('getRoom');
    await stage.settle();
    const { media } = await stage.connect().call('resume', toResume(joined));
    expect(media?.mediaEpoch).toBe(2);
  });
});
