import type { Method, Moderation, Params } from '@confab/protocol';
import { mayDo, PROTOCOL_VERSION, requests, roles } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createStage, EPOCH_MS, ROOM, RTP } from '../testing/createStage.ts';
import { signJoinToken } from '../tokens/joinTokens.ts';

/** Ada is host, Bob is a speaker. */
async function meet(stage = createStage()) {
  const [ada, bob] = [stage.connect(), stage.connect()];
  const { peerId: adaId } = await ada.join('Ada');
  const joined = await bob.join('Bob');
  return { stage, ada, bob, adaId, bobId: joined.peerId, bobJoined: joined };
}

describe('moderating', () => {
  it('[MO3] mutes somebody in the sfu before anybody is told, and says who did it', async () => {
    const { stage, ada, bob, adaId, bobId, bobJoined } = await meet();
    const microphone = {
      transportId: bobJoined.media.sendTransport.transportId,
      source: 'microphone',
      rtpParameters: RTP,
    };
    await bob.call('produce', { ...microphone, source: 'microphone', muted: false });
    await ada.call('mutePeer', { peerId: bobId, source: 'microphone' });
    expect(stage.sfu.asked('setProducerPaused')).toMatchObject([{ peerId: bobId, paused: true }]);
    const data = { peerId: bobId, source: 'microphone', muted: true, byPeerId: adaId };
    for (const told of [ada.told, bob.told]) expect(told.at(-1)).toMatchObject({ name: 'muteChanged', data });
    await bob.call('setMuted', { source: 'microphone', muted: false });
    expect(bob.told.at(-1)).toMatchObject({ data: { muted: false } });
  });

  it('[MO3] asks to unmute whom it concerns, and nobody else', async () => {
    const { ada, bob, adaId, bobId } = await meet();
    await ada.call('askToUnmute', { peerId: bobId });
    expect(bob.told).toEqual([{ name: 'unmuteAsked', data: { byPeerId: adaId } }]);
    expect(ada.toldNames).not.toContain('unmuteAsked');
  });

  it('[MO5] removes somebody: told, closed with 4403, and no way back into the seat', async () => {
    const { stage, ada, bob, bobId, bobJoined } = await meet();
    await ada.call('removePeer', { peerId: bobId });
    stage.clock.advance(0);
    await stage.settle();
    expect(bob.told.at(-1)).toEqual({ name: 'ended', data: { reason: 'removed' } });
    expect(bob.closedWith).toBe(4403);
    expect(ada.told.at(-1)).toMatchObject({ name: 'peerLeft', data: { peerId: bobId, reason: 'removed' } });
    expect(stage.sfu.asked('closePeer')).toMatchObject([{ peerId: bobId }]);
    const { resumeSecret } = bobJoined;
    const resume = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId: bobId, lastSeq: 2, mediaEpoch: 1 };
    expect(await stage.connect().outcome('resume', { ...resume, resumeSecret })).toBe('forbidden');
    expect(await stage.connect().outcome('resume', { ...resume, resumeSecret: 'a'.repeat(43) })).toBe('notFound');
  });

  it('[MO5] removes somebody who is away', async () => {
    const { stage, ada, bob, bobId, bobJoined } = await meet();
    bob.cut();
    await ada.call('removePeer', { peerId: bobId });
    const resume = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId: bobId, lastSeq: 2, mediaEpoch: 1 };
    expect(await stage.connect().outcome('resume', { ...resume, resumeSecret: bobJoined.resumeSecret })).toBe(
      'forbidden',
    );
  });

  it('[MO8] ends the call for everyone, and answers the one who asked', async () => {
    const { stage, ada, bob } = await meet();
    expect(await ada.outcome('endRoom', {})).toBe('ok');
    expect(await ada.outcome('setHand', { raised: true })).toBe('invalidState');
    stage.clock.advance(0);
    await stage.settle();
    for (const client of [ada, bob]) {
      expect(client.told.at(-1)).toEqual({ name: 'ended', data: { reason: 'roomEnded' } });
      expect(client.closedWith).toBe(4403);
    }
    expect([stage.rooms.size, stage.sfu.asked('closeRoom')]).toEqual([0, [{ roomId: ROOM }]]);
  });

  it('[MO2] answers what the rules say', async () => {
    const { ada, bob, adaId, bobId } = await meet();
    expect(await bob.outcome('removePeer', { peerId: adaId })).toBe('forbidden');
    expect(await ada.outcome('setRole', { peerId: adaId, role: 'viewer' })).toBe('invalidState');
    await bob.call('leave', {});
    expect(await ada.outcome('mutePeer', { peerId: bobId, source: 'microphone' })).toBe('notFound');
  });
});

describe('grants', () => {
  const secret = 'x'.repeat(32);
  const somebody = '01890000-0000-7000-8000-000000000077' as Extract<
    Moderation,
    { method: 'mutePeer' }
  >['params']['peerId'];
  /** Well-formed ones, so that nothing but the grant can be what is wrong. */
  const params: { [M in Method]?: Params<M> } = {
    produce: { transportId: 't' as never, source: 'camera', rtpParameters: RTP, muted: false },
    caption: { captionId: 'c', text: 'Hello', isFinal: true },
    mutePeer: { peerId: somebody, source: 'microphone' },
    muteAll: {},
    askToUnmute: { peerId: somebody },
    stopSource: { peerId: somebody, source: 'camera' },
    lowerHand: { peerId: somebody },
    removePeer: { peerId: somebody },
    setRole: { peerId: somebody, role: 'host' },
    setLocked: { locked: true },
    setWaitingRoom: { enabled: true },
    setSpotlight: {},
    admit: { peerIds: [somebody] },
    refuse: { peerIds: [somebody] },
    endRoom: {},
  };
  const methods = Object.keys(requests) as Method[];
  const guarded = methods.filter((method) => requests[method].needs !== 'nothing');
  const table = roles.flatMap((role) => guarded.map((method) => ({ role, method })));

  it('[RO1] are tried of every request that needs one', () => {
    expect(Object.keys(params).sort()).toEqual([...guarded].sort());
  });

  it.each(table)('[RO1] $method as $role', async ({ role, method }) => {
    const stage = createStage({ tokens: { secret, isRequired: true } });
    const client = stage.connect();
    const token = await signJoinToken({ room: ROOM, grants: { role }, lifeSeconds: 60, nowMs: EPOCH_MS, secret });
    await client.call('join', { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, displayName: 'Somebody', token });
    const before = stage.rooms.find(ROOM)?.state;
    const outcome = await client.outcome(method, params[method] as Params<typeof method>);
    if (mayDo(role, requests[method].needs)) expect(outcome).not.toBe('forbidden');
    else expect([outcome, stage.rooms.find(ROOM)?.state]).toEqual(['forbidden', before]);
  });
});
