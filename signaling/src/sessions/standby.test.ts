import { ProtocolError } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../testing/createStage.ts';
import { createStage, ROOM } from '../testing/createStage.ts';
import type { Seat } from '../testing/standbyStage.ts';
import {
  dtlsParameters,
  heldOf,
  idsOf,
  lose,
  meet,
  picture,
  produce,
  resetsOf,
  rest,
  resume,
  sit,
  standbyOf,
  standbysOf,
  voice,
} from '../testing/standbyStage.ts';

type Four = { readonly stage: Stage; readonly ada: Seat; readonly dan: Seat };
const changes: Record<string, (four: Four) => unknown> = {
  'somebody comes': ({ stage }) => stage.connect().join('Eve'),
  'somebody sends more': ({ dan }) => produce(dan, 'microphone', voice('0', 99)),
  'somebody sends less': ({ ada }) => ada.client.call('closeSource', { source: 'camera' }),
  'somebody gets other transports': ({ stage, dan }) =>
    stage.rooms.onFact({ name: 'peersLost', data: { roomId: ROOM, peerIds: [dan.peerId] } }),
  'somebody leaves': ({ dan }) => dan.client.call('leave', {}),
};

describe('preparing a standby', () => {
  it('[ME11] asks for all that is known of everybody, after 3 s in which nothing happens', async () => {
    const { stage, ada, bob, cleo } = await meet(2_999);
    expect(stage.sfu.asked('prepareStandby')).toEqual([]);
    await rest(stage, 1);
    const known = { dtlsParameters, rtpCapabilities: {} };
    const microphone = { source: 'microphone', rtpParameters: voice('0') };
    const camera = { source: 'camera', rtpParameters: picture('1'), paused: false };
    const peers = [
      { peerId: ada.peerId, ...known, sources: [{ ...microphone, paused: false }, camera] },
      { peerId: bob.peerId, ...known, sources: [{ ...microphone, paused: true }] },
      { peerId: cleo.peerId, ...known, sources: [] },
    ];
    expect(stage.sfu.asked('prepareStandby')).toEqual([{ roomId: ROOM, peers }]);
  });

  it('[ME11] tells each its part of it', async () => {
    const { stage, ada, bob, all } = await meet();
    const held = stage.sfu.holdings.standbys.get(ROOM)?.rooms.get(ROOM)?.peers;
    for (const seat of all) {
      const { send, recv } = held?.get(seat.peerId) ?? {};
      expect([standbysOf(seat).length, ...idsOf(standbyOf(seat))]).toEqual([1, send, recv]);
    }
    const offered = (seat: Seat) => standbyOf(seat).consumers.map(({ peerId, source }) => [peerId, source]);
    expect(all.map((seat) => standbyOf(seat).sources)).toEqual([['microphone', 'camera'], ['microphone'], []]);
    expect(offered(ada)).toEqual([[bob.peerId, 'microphone']]);
    expect(offered(bob)).toEqual(['microphone', 'camera'].map((source) => [ada.peerId, source]));
  });

  it.each([
    [2, 0],
    [3, 1],
    [6, 1],
    [7, 0],
  ])('[ME11] in a room of %i people happens %i times', async (people, times) => {
    const stage = createStage();
    for (let each = 0; each < people; each++) await sit(stage, 'Someone');
    await rest(stage, 10_000);
    expect(stage.sfu.asked('prepareStandby')).toHaveLength(times);
  });

  it('[ME11] waits for another 3 s each time that something happens before', async () => {
    const { stage, ada } = await meet(0);
    const dan = await sit(stage, 'Dan');
    for (const change of Object.values(changes)) {
      await rest(stage, 2_999);
      await change({ stage, ada, dan });
      await stage.settle();
    }
    await rest(stage, 2_999);
    expect(stage.sfu.asked('prepareStandby')).toEqual([]);
    await rest(stage, 1);
    expect(stage.sfu.asked('prepareStandby')).toHaveLength(1);
  });

  it('[ME11] leaves out who has not connected yet, or sends what cannot be foreseen', async () => {
    const { stage, ada, bob, cleo } = await meet(0);
    const dan = stage.connect();
    await dan.join('Dan');
    await dan.call('startReceiving', { rtpCapabilities: {} });
    await produce(cleo, 'microphone', { ...voice('0'), headerExtensions: [] });
    await rest(stage);
    const planned = stage.sfu.asked('prepareStandby').map(({ peers }) => peers.map(({ peerId }) => peerId));
    expect(planned).toEqual([[ada.peerId, bob.peerId]]);
    for (const client of [dan, cleo.client]) expect(standbysOf({ client })).toEqual([]);
  });

  it('[ME11] is not asked for where nothing is known of anybody', async () => {
    const stage = createStage();
    for (let each = 0; each < 3; each++) await stage.connect().join('Someone');
    await rest(stage);
    expect(stage.sfu.asked('prepareStandby')).toEqual([]);
  });

  it('[ME11] that is refused is told to nobody, and not asked for again before something changes', async () => {
    const { stage, ada, bob, all } = await meet(0);
    stage.sfu.refuse('prepareStandby', new ProtocolError('unavailable', 'no other worker'));
    await rest(stage);
    await bob.client.call('setMuted', { source: 'microphone', muted: false });
    await rest(stage, 60_000);
    expect(stage.sfu.asked('prepareStandby')).toHaveLength(1);
    for (const seat of all) expect(standbysOf(seat)).toEqual([]);

    stage.sfu.refuse('prepareStandby', undefined);
    await ada.client.call('closeSource', { source: 'camera' });
    await rest(stage);
    for (const seat of all) expect(standbysOf(seat)).toHaveLength(1);
    // Of the first one there was nothing to close.
    expect(stage.sfu.asked('closeStandby')).toEqual([]);
  });

  it('[ME11] is told to nobody when something changes before the answer', async () => {
    const { stage, ada, all } = await meet(0);
    stage.sfu.holdAnswers('prepareStandby');
    await rest(stage);
    await ada.client.call('closeSource', { source: 'camera' });
    expect(stage.sfu.asked('closeStandby')).toEqual([{ roomId: ROOM }]);
    stage.sfu.release('prepareStandby');
    stage.sfu.flow('prepareStandby');
    await stage.settle();
    for (const seat of all) expect(standbysOf(seat)).toEqual([]);
    await rest(stage);
    for (const seat of all) expect(standbysOf(seat)).toHaveLength(1);
    expect(standbyOf(ada).sources).toEqual(['microphone']);
  });

  it('[ME11] comes to nothing when the room is lost before the answer', async () => {
    const { stage, all } = await meet(0);
    stage.sfu.holdAnswers('prepareStandby');
    await rest(stage);
    await lose(stage);
    stage.sfu.release('prepareStandby');
    await stage.settle();
    expect(stage.sfu.asked('takeStandby')).toEqual([]);
    for (const seat of all) expect([standbysOf(seat).length, resetsOf(seat).length]).toEqual([0, 1]);
  });
});

describe('ending a standby', () => {
  const onLost = ({ stage }: Four) => stage.rooms.onFact({ name: 'standbyLost', data: { roomId: ROOM } });
  const endings = Object.entries(changes).map(([what, change]) => [what, change, 1, 6_000] as const);
  it.each([...endings, ['the sfu says that it is gone', onLost, 0, 3_000] as const])(
    '[ME11] is told when %s, and when it has been calm there is another',
    async (_, change, closed, calmMs) => {
      const { stage, ada, bob } = await meet(0);
      const dan = await sit(stage, 'Dan');
      await rest(stage);
      await change({ stage, ada, dan });
      await stage.settle();
      expect(stage.sfu.asked('closeStandby')).toEqual(Array(closed).fill({ roomId: ROOM }));
      for (const seat of [ada, bob]) expect(standbysOf(seat)).toEqual([expect.anything(), undefined]);
      await rest(stage, calmMs - 1);
      expect(stage.sfu.asked('prepareStandby')).toHaveLength(1);
      await rest(stage, 1);
      for (const seat of [ada, bob]) expect(standbysOf(seat)).toHaveLength(3);
    },
  );

  it('[ME11] is had back the later the more often that happens within a minute, after a minute at most, and soon after a long one', async () => {
    const { stage, cleo } = await meet();
    const end = async () => {
      await produce(cleo, 'microphone', voice('0'));
      await cleo.client.call('closeSource', { source: 'microphone' });
    };
    let asked = 1;
    for (const calmMs of [6_000, 12_000, 24_000, 48_000, 60_000, 60_000]) {
      await end();
      await rest(stage, calmMs - 1);
      expect(stage.sfu.asked('prepareStandby')).toHaveLength(asked);
      await rest(stage, 1);
      expect(stage.sfu.asked('prepareStandby')).toHaveLength(++asked);
    }
    await rest(stage, 60_000);
    await end();
    await rest(stage);
    expect(stage.sfu.asked('prepareStandby')).toHaveLength(++asked);
  });

  it('[ME11] is closed once and for good when too few are left', async () => {
    const { stage, ada, cleo } = await meet();
    await cleo.client.call('leave', {});
    await rest(stage, 60_000);
    expect(standbysOf(ada)).toEqual([expect.anything(), undefined]);
    expect(stage.sfu.asked('closeStandby')).toEqual([{ roomId: ROOM }]);
    expect(stage.sfu.asked('prepareStandby')).toHaveLength(1);
  });

  it('[ME11] is not what a mute or a lost socket does', async () => {
    const { stage, ada, bob, cleo } = await meet();
    await ada.client.call('setMuted', { source: 'microphone', muted: true });
    await bob.client.call('setMuted', { source: 'microphone', muted: false });
    cleo.client.cut();
    await stage.settle();
    expect((await resume(stage, cleo).answer).media).toBeUndefined();
    await rest(stage, 10_000);
    for (const seat of [ada, bob, cleo]) expect(standbysOf(seat)).toHaveLength(1);
    expect(stage.sfu.asked('prepareStandby')).toHaveLength(1);
    expect(stage.sfu.asked('closeStandby')).toEqual([]);
  });
});

describe('going over to the standby', () => {
  it('[ME11] resets everybody to the transports that they know, without waiting for the sfu', async () => {
    const { stage, all } = await meet();
    stage.sfu.holdAnswers('takeStandby');
    await lose(stage);
    expect(stage.sfu.calls[0]).toEqual({ method: 'takeStandby', params: { roomId: ROOM } });
    expect(stage.sfu.asked('takeStandby')).toHaveLength(1);
    for (const method of ['openPeer', 'closePeer', 'produce', 'setRtpCapabilities', 'closeStandby'] as const)
      expect(stage.sfu.asked(method)).toEqual([]);
    for (const seat of all) {
      expect(resetsOf(seat).map((media) => [media.mediaEpoch, idsOf(media)])).toEqual([[2, idsOf(standbyOf(seat))]]);
      expect(heldOf(stage, seat)).toEqual(idsOf(standbyOf(seat)));
      // It is not told of the end of what it goes on with.
      expect(standbysOf(seat)).toHaveLength(1);
    }
  });

  it('[ME11] answers what is produced and said as foreseen with what is open', async () => {
    const { stage, ada, bob } = await meet();
    await lose(stage);
    const there = (seat: Seat) => ({ ...seat, send: idsOf(standbyOf(seat))[0] });
    await ada.client.call('startReceiving', { rtpCapabilities: {} });
    const answers = [
      await produce(there(ada), 'microphone', voice('0', 99)),
      await produce(there(ada), 'camera', picture('1')),
      await produce(there(bob), 'microphone', voice('0', 11), true),
    ];
    expect(new Set(answers.map(({ producerId }) => producerId)).size).toBe(3);
    for (const method of ['produce', 'closeProducer', 'setRtpCapabilities', 'setProducerPaused'] as const)
      expect(stage.sfu.asked(method)).toEqual([]);
    // And what is not foreseen is opened, as ever.
    await produce(there(ada), 'screen', picture('2'));
    expect(stage.sfu.asked('produce')).toHaveLength(1);
  });

  it('[ME11] offers everything again by the same ids, which may be confirmed before that', async () => {
    const { stage, bob } = await meet();
    const consumerIds = standbyOf(bob).consumers.map(({ consumerId }) => consumerId);
    expect(await bob.client.outcome('resumeConsumers', { consumerIds })).toBe('notFound');
    stage.sfu.hold('openConsumers');
    stage.sfu.hold('openConsumersOfMany');
    bob.client.told.length = 0;
    await lose(stage);
    const offered = () =>
      bob.client.told
        .flatMap((one) => (one.name === 'consumersAdded' ? one.data.consumers : []))
        .map(({ consumerId }) => consumerId);
    expect(offered()).toEqual([]);
    expect(await bob.client.outcome('resumeConsumers', { consumerIds })).toBe('ok');
    expect(stage.sfu.asked('resumeConsumers')).toEqual([{ roomId: ROOM, peerId: bob.peerId, consumerIds }]);
    for (const method of ['openConsumers', 'openConsumersOfMany'] as const) {
      const waiting = stage.sfu.asked(method).length;
      stage.sfu.flow(method);
      for (let each = 0; each < waiting; each++) stage.sfu.release(method);
    }
    await stage.settle();
    expect(offered().toSorted()).toEqual(consumerIds.toSorted());
  });

  it('[ME11] mutes and unmutes what was muted and unmuted meanwhile, and nothing else', async () => {
    const { stage, ada, bob } = await meet();
    await ada.client.call('setMuted', { source: 'camera', muted: true });
    await bob.client.call('setMuted', { source: 'microphone', muted: false });
    await lose(stage);
    expect(stage.sfu.asked('setProducerPaused')).toEqual([
      { roomId: ROOM, peerId: ada.peerId, source: 'camera', paused: true },
      { roomId: ROOM, peerId: bob.peerId, source: 'microphone', paused: false },
    ]);
  });

  it('[ME11] has another standby 3 s later, which may be needed as well', async () => {
    const { stage, all } = await meet();
    await lose(stage);
    await rest(stage);
    await lose(stage);
    for (const seat of all)
      expect(resetsOf(seat).map(idsOf)).toEqual(standbysOf(seat).map((standby) => standby && idsOf(standby)));
    expect(standbysOf(all[0])).toHaveLength(2);
  });

  it('[ME11] is not for who is away, and gets other transports when it is back', async () => {
    const { stage, ada, bob, cleo } = await meet();
    bob.client.cut();
    await stage.settle();
    await lose(stage);
    expect(stage.sfu.asked('closePeer')).toEqual([{ roomId: ROOM, peerId: bob.peerId }]);
    for (const seat of [ada, cleo]) expect(resetsOf(seat).map(idsOf)).toEqual([idsOf(standbyOf(seat))]);
    const { media } = await resume(stage, bob).answer;
    expect(media && idsOf(media)).toEqual(heldOf(stage, bob));
    expect(media && idsOf(media)).not.toEqual(idsOf(standbyOf(bob)));
    expect(stage.sfu.asked('openPeer')).toEqual([{ roomId: ROOM, peerId: bob.peerId }]);
  });

  it('[ME11] is for who has come back in time, whether it was there to be told or not', async () => {
    const { stage, cleo } = await meet(0);
    cleo.client.cut();
    await rest(stage);
    const { client, answer } = resume(stage, cleo);
    await answer;
    await lose(stage);
    expect(stage.sfu.asked('openPeer')).toEqual([]);
    expect(resetsOf({ client }).map(idsOf)).toEqual([heldOf(stage, cleo)]);
  });

  it('[ME11] is not for who was left out: it gets other transports at once', async () => {
    const { stage, ada } = await meet(0);
    const client = stage.connect();
    const { peerId } = await client.join('Dan');
    await rest(stage);
    await lose(stage);
    expect(stage.sfu.asked('openPeer')).toEqual([{ roomId: ROOM, peerId }]);
    expect(resetsOf({ client })).toMatchObject([{ mediaEpoch: 2 }]);
    expect(resetsOf(ada).map(idsOf)).toEqual([idsOf(standbyOf(ada))]);
  });

  it('[ME11] that the sfu does not have any more ends in ordinary transports for all', async () => {
    const { stage, all } = await meet();
    stage.sfu.holdings.standbys.delete(ROOM);
    await lose(stage);
    expect(stage.sfu.asked('takeStandby')).toHaveLength(1);
    expect(stage.sfu.asked('produce')).toHaveLength(3);
    for (const seat of all) {
      expect(resetsOf(seat)).toMatchObject([{ mediaEpoch: 2 }, { mediaEpoch: 3 }]);
      expect(resetsOf(seat).map(idsOf)).toEqual([idsOf(standbyOf(seat)), heldOf(stage, seat)]);
    }
  });

  it('[ME11] is not taken back for a refusal of what is lost as well by then', async () => {
    const { stage, all } = await meet();
    stage.sfu.hold('takeStandby');
    await lose(stage);
    await lose(stage, 'nodeGone');
    stage.sfu.fail('takeStandby', new ProtocolError('notFound', 'no such standby'));
    await stage.settle();
    for (const seat of all) expect(resetsOf(seat).map(({ mediaEpoch }) => mediaEpoch)).toEqual([2, 3]);
  });

  it.each<[string, (stage: Stage) => unknown]>([
    ['its whole node is gone', (stage) => lose(stage, 'nodeGone')],
    ['nobody knows what the sfu has', (stage) => stage.rooms.onStopped()],
  ])('[ME11] is not done when %s', async (_, happen) => {
    const { stage, all } = await meet();
    await happen(stage);
    await stage.settle();
    expect(stage.sfu.asked('takeStandby')).toEqual([]);
    for (const seat of all) expect(resetsOf(seat).map(idsOf)).toEqual([heldOf(stage, seat)]);
  });
});
