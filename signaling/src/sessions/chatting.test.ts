import { PROTOCOL_VERSION } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createStage, EPOCH_MS, ROOM, RTP } from '../testing/createStage.ts';

async function meet(stage = createStage()) {
  const [ada, bob] = [stage.connect(), stage.connect()];
  const adaJoined = await ada.join('Ada');
  await bob.join('Bob');
  return { stage, ada, bob, adaJoined };
}
const hello = { messageId: 'm1', text: '  Hello\nthere ' };

describe('chatting', () => {
  it('[CH1] is stamped with sender, name and time by the server, and answered with its number', async () => {
    const { ada, bob, adaJoined } = await meet();
    expect(await ada.call('sendChat', hello)).toEqual({ seq: 3 });
    const message = {
      messageId: 'm1',
      peerId: adaJoined.peerId,
      displayName: 'Ada',
      text: 'Hello\nthere',
      at: EPOCH_MS,
    };
    for (const client of [ada, bob])
      expect(client.told.at(-1)).toEqual({ name: 'chatSent', seq: 3, data: { message } });
  });

  it('[CH2] is said once, however often it is sent, also after a lost socket', async () => {
    const { stage, ada, bob, adaJoined } = await meet();
    // The answer never arrives.
    void ada.start('sendChat', hello).catch(() => undefined);
    ada.cut();
    const { peerId, resumeSecret } = adaJoined;
    const again = stage.connect();
    const entry = { protocolVersion: PROTOCOL_VERSION, roomId: ROOM, peerId, resumeSecret, lastSeq: 2, mediaEpoch: 1 };
    const { missed } = await again.call('resume', entry);
    expect(missed).toMatchObject({
      events: [{ seq: 3, name: 'chatSent' }, { name: 'peerDisconnected' }, { name: 'peerReconnected' }],
    });
    expect(await again.call('sendChat', hello)).toEqual({ seq: 3 });
    expect(bob.toldNames.filter((name) => name.endsWith('chatSent'))).toHaveLength(1);
  });

  it('[CH4] is in the snapshot of whoever comes later', async () => {
    const { stage, ada } = await meet();
    await ada.call('sendChat', hello);
    const { room } = await stage.connect().join('Cleo');
    expect(room.chat).toMatchObject([{ messageId: 'm1', text: 'Hello\nthere' }]);
  });

  it.each([
    ['', 'badRequest'],
    [' \n ', 'badRequest'],
    ['x'.repeat(4_000), 'ok'],
    ['x'.repeat(4_001), 'badRequest'],
    ['a\u0007b', 'badRequest'],
    ['a\ud800b', 'badRequest'],
    ['<script>alert(1)</script>', 'ok'],
    ['\u202Etxet', 'ok'],
    ['👩‍👩‍👧‍👦', 'ok'],
  ])('[CH1] %j is answered %s', async (text, outcome) => {
    const { ada } = await meet();
    expect(await ada.outcome('sendChat', { messageId: 'm1', text })).toBe(outcome);
  });

  it('[LI6] is dearer than other requests', async () => {
    const { ada } = await meet();
    const outcomes: string[] = [];
    for (let index = 0; index < 25; index++)
      outcomes.push(await ada.outcome('sendChat', { messageId: `m${index}`, text: 'x' }));
    expect(outcomes.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 'ok'));
    expect(outcomes.at(-1)).toBe('rateLimited');
    expect(await ada.outcome('ping', {})).toBe('rateLimited');
  });

  it('[CP1] [CP2] a caption of an open microphone is told to the others, of a muted one to nobody', async () => {
    const { ada, bob, adaJoined } = await meet();
    const said = { captionId: 'c1', text: ' Hello ', isFinal: true };
    expect(await ada.outcome('caption', said)).toBe('ok');
    expect(bob.toldNames).not.toContain('captioned');
    const { transportId } = adaJoined.media.sendTransport;
    await ada.call('produce', { transportId, source: 'microphone', rtpParameters: RTP, muted: false });
    await ada.call('caption', { ...said, peerId: 'somebody else' } as typeof said);
    const data = { captionId: 'c1', text: 'Hello', isFinal: true, peerId: adaJoined.peerId };
    expect(bob.told.at(-1)).toEqual({ name: 'captioned', data });
    expect(ada.told.map(({ name }) => name)).not.toContain('captioned');
    await ada.call('setMuted', { source: 'microphone', muted: true });
    await ada.call('caption', said);
    expect(bob.told.at(-1)?.name).toBe('muteChanged');
  });

  it.each(['', ' ', 'x'.repeat(301), 'a\nb', 'a\ud800b', '\u202Etxet'])('[CP3] %j is no caption', async (text) => {
    const { ada } = await meet();
    expect(await ada.outcome('caption', { captionId: 'c1', text, isFinal: false })).toBe('badRequest');
  });

  it('[CH5] [CH6] reactions and hands are told to everyone', async () => {
    const { ada, bob, adaJoined } = await meet();
    const { peerId } = adaJoined;
    await ada.call('react', { messageId: 'r1', reaction: 'clap' });
    await ada.call('setHand', { raised: true });
    expect(bob.told.slice(-2)).toEqual([
      { name: 'reacted', seq: 3, data: { peerId, messageId: 'r1', reaction: 'clap' } },
      { name: 'handChanged', seq: 4, data: { peerId, raised: true } },
    ]);
  });
});
