import { ProtocolError } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { ROOM } from '../testing/createStage.ts';
import {
  dtlsParameters,
  heldOf,
  idsOf,
  lose,
  meet,
  produce,
  rest,
  resume,
  standbyOf,
  standbysOf,
  voice,
} from '../testing/standbyStage.ts';

describe('a standby in a hurry', () => {
  it('[ME11] is the one that was asked for last, though the room is as it was for the first', async () => {
    const { stage, ada, cleo } = await meet(0);
    stage.sfu.holdAnswers('prepareStandby');
    await rest(stage);
    await produce(cleo, 'microphone', voice('0'));
    await cleo.client.call('closeSource', { source: 'microphone' });
    await rest(stage);
    stage.sfu.release('prepareStandby');
    await stage.settle();
    expect(standbysOf(ada)).toEqual([]);
    stage.sfu.release('prepareStandby');
    await stage.settle();
    const held = stage.sfu.holdings.standbys.get(ROOM)?.rooms.get(ROOM)?.peers.get(ada.peerId);
    expect(idsOf(standbyOf(ada))).toEqual([held?.send, held?.recv]);
  });

  it('[ME11] is not forgotten because the one before it came to nothing', async () => {
    const { stage, ada, cleo } = await meet(0);
    stage.sfu.holdAnswers('prepareStandby');
    await rest(stage);
    await produce(cleo, 'microphone', voice('0'));
    await cleo.client.call('closeSource', { source: 'microphone' });
    await rest(stage);
    stage.sfu.fail('prepareStandby', new ProtocolError('notFound', 'closed meanwhile'));
    stage.sfu.release('prepareStandby');
    await stage.settle();
    expect(standbysOf(ada)).toHaveLength(1);
    await lose(stage);
    expect(stage.sfu.asked('takeStandby')).toHaveLength(1);
  });

  it('[ME11] is not closed once more under who was away and is back', async () => {
    const { stage, bob } = await meet();
    bob.client.cut();
    await stage.settle();
    stage.sfu.refuse('closePeer', new ProtocolError('unavailable', 'busy'));
    await lose(stage);
    stage.sfu.refuse('closePeer', undefined);
    await resume(stage, bob).answer;
    const held = heldOf(stage, bob);
    await rest(stage, 10_000);
    expect(held).toEqual([expect.any(String), expect.any(String)]);
    expect(heldOf(stage, bob)).toEqual(held);
  });

  it('[ME11] is of what its people can decode now', async () => {
    const { stage, bob } = await meet();
    const rtpCapabilities = { codecs: [{ kind: 'audio' as const, mimeType: 'audio/opus', clockRate: 48_000 }] };
    await bob.client.call('startReceiving', { rtpCapabilities });
    await rest(stage, 6_000);
    const [, again] = stage.sfu.asked('prepareStandby');
    expect(again?.peers.find(({ peerId }) => peerId === bob.peerId)?.rtpCapabilities).toEqual(rtpCapabilities);
  });

  it('[ME11] has a place for who connects late', async () => {
    const { stage } = await meet(0);
    const client = stage.connect();
    const { media } = await client.join('Dan');
    await client.call('startReceiving', { rtpCapabilities: {} });
    await rest(stage);
    for (const transportId of idsOf(media)) await client.call('connectTransport', { transportId, dtlsParameters });
    await rest(stage, 6_000);
    expect(stage.sfu.asked('prepareStandby').map(({ peers }) => peers.length)).toEqual([3, 4]);
  });

  it('[ME11] goes on when somebody mutes beside one who has not said what it can decode', async () => {
    const { stage, ada } = await meet(0);
    await stage.connect().join('Dan');
    await rest(stage);
    await ada.client.call('setMuted', { source: 'microphone', muted: true });
    expect(standbysOf(ada).map(Boolean)).toEqual([true]);
  });
});
