import { describe, expect, it } from 'vitest';
import { createCall, joinCall, joinSending, reconnect } from './testing/createCall.ts';
import { ada, bob, consumerOffer, joinResult, mediaOffer, me, peer, secret } from './testing/roomFixtures.ts';

const camera = { source: 'camera', muted: false } as const;
const microphone = { source: 'microphone', muted: false } as const;
const receiveOnly = { wanted: { microphone: false, camera: false } };

async function joinWatching() {
  const call = createCall(receiveOnly);
  const peers = [peer(me, 'Me'), peer(ada, 'Ada', [microphone, camera]), peer(bob, 'Bob', [microphone, camera])];
  await joinCall(call, joinResult({ peers }));
  const pass = async (ms: number) => {
    call.clock.advance(ms);
    await call.server.flush();
  };
  const asked = () => call.server.log.filter(({ method }) => method === 'setShown').map(({ params }) => params);
  return { ...call, pass, asked };
}

describe('what the page shows', () => {
  it('[FW1] is told in one request, and then only what has changed', async () => {
    const { session, server, pass, asked } = await joinWatching();
    session.showing({ [`${ada}:camera`]: { width: 641, height: 360, inFront: true } });
    session.showing({ [`${bob}:camera`]: null });
    await pass(50);
    expect(asked()).toEqual([
      {
        streams: [
          { peerId: ada, source: 'camera', shown: { width: 680, height: 360, inFront: true } },
          { peerId: bob, source: 'camera', shown: null },
        ],
      },
    ]);
    await server.answer('setShown', {});
    session.showing({ [`${ada}:camera`]: { width: 650, height: 330, inFront: true }, [`${bob}:camera`]: null });
    await pass(1_000);
    expect(asked()).toHaveLength(1);
    session.showing({ [`${bob}:camera`]: { width: 320, height: 180 } });
    await pass(300);
    expect(asked().at(-1)).toEqual({
      streams: [{ peerId: bob, source: 'camera', shown: { width: 320, height: 200 } }],
    });
  });

  it('[FW1] is told now and then only while it goes on changing', async () => {
    const { session, server, pass, asked } = await joinWatching();
    for (let width = 100; width < 2_100; width += 50) {
      session.showing({ [`${ada}:camera`]: { width, height: 100 } });
      await pass(25);
      if ((await server.open()).includes('setShown')) await server.answer('setShown', {});
    }
    // Once for each quarter of this second, and at its start.
    expect(asked().length).toBeLessThanOrEqual(5);
    await pass(500);
    expect(asked().at(-1)).toMatchObject({ streams: [{ shown: { width: 2_080 } }] });
  });

  it('[FW1] is told anew when it was not heard, and of new transports', async () => {
    const { session, server, pass, asked } = await joinWatching();
    session.showing({ [`${ada}:camera`]: null });
    await pass(50);
    await (await server.next('setShown')).refuse('unavailable');
    await pass(1_000);
    await server.answer('setShown', {});
    expect(asked()).toHaveLength(2);

    await server.notify('mediaReset', { media: mediaOffer(2) });
    await pass(300);
    expect(asked()).toHaveLength(3);
    expect(asked()[2]).toEqual({ streams: [{ peerId: ada, source: 'camera', shown: null }] });
  });

  it('[FW1] is not told of who is not here, nor of what is no picture', async () => {
    const { session, pass, asked } = await joinWatching();
    const size = { width: 1, height: 1 };
    session.showing({ 'self:camera': size, nonsense: null, [`${ada}:microphone`]: size, [`${me}0:camera`]: size });
    session.showing({ [`${ada.slice(0, -1)}9:camera`]: size });
    await pass(1_000);
    expect(asked()).toEqual([]);
  });
});

describe('what is silent by design', () => {
  it('[FW6] is no fault: neither what is not shown nor who is held back', async () => {
    const { session, server, engines, pass } = await joinWatching();
    const consumers = [ada, bob].flatMap((id) => [
      consumerOffer(`${id.slice(-1)}-mic`, id, 'microphone'),
      consumerOffer(`${id.slice(-1)}-cam`, id, 'camera'),
    ]);
    await server.notify('consumersAdded', { mediaEpoch: 1, consumers });
    await server.answer('resumeConsumers', {});
    session.showing({ [`${bob}:camera`]: null });
    await server.notify('heldBackChanged', { peerIds: [bob] });
    const flow = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 50) {
        for (const { consumerId } of consumers.slice(0, 2))
          engines.last.arrived.set(consumerId, (engines.last.arrived.get(consumerId) ?? 0) + 1);
        await pass(50);
      }
    };
    await flow(5_000);
    expect(session.repairs).toEqual([]);
    // No longer held back, it is missed like anyone's.
    await server.notify('heldBackChanged', { peerIds: [] });
    await flow(4_500);
    const missed = new Set(session.repairs.flatMap(({ trackIds }) => trackIds));
    expect([...missed]).toEqual([`${bob}:microphone`]);
  });
});

describe('what is wanted of what we send', () => {
  it('[FW4] limits the layers, and nothing else', async () => {
    const { server, engines, session } = await joinSending();
    await server.notify('wantedChanged', { sources: [{ source: 'camera', layers: 'none' }] });
    expect(engines.last.limits.get('camera')).toEqual({ layers: 'none' });
    expect(engines.last.sent.get('camera')).toMatchObject({ isPaused: false, isClosed: false });
    expect(session.getSnapshot().self.camera).toMatchObject({ wanted: true, actual: 'on', room: 'on' });
  });

  it('[FW12] leaves the middle layer out as long as it is said so', async () => {
    const { server, engines } = await joinSending();
    await server.notify('wantedChanged', { sources: [{ source: 'camera', layers: 'high', withoutMid: true }] });
    expect(engines.last.limits.get('camera')).toEqual({ layers: 'high', withoutMid: true });
    await server.notify('wantedChanged', { sources: [{ source: 'camera', layers: 'high' }] });
    expect(engines.last.limits.get('camera')).toEqual({ layers: 'high' });
  });

  it('[FW7] is as the resume says, and all of what it does not name', async () => {
    const call = await joinSending();
    const { server, engines } = call;
    await server.notify('wantedChanged', { sources: [{ source: 'camera', layers: 'none' }] });
    await server.cut();
    const forwarding = { wanted: [{ source: 'screen' as const, layers: 'low' as const }], heldBack: [] };
    await reconnect(call, { resumeSecret: secret('b'), missed: { events: [] }, forwarding });
    expect(engines.last.limits.get('camera')).toEqual({ layers: 'high' });
    expect(engines.last.limits.get('screen')).toEqual({ layers: 'low' });
  });
});
