import { describe, expect, it } from 'vitest';
import { createCall, joinCall, joinSending, reconnect } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import { ada, bob, consumerOffer, joinResult, mediaOffer, me, peer, secret, snapshot } from './testing/roomFixtures.ts';

const cameraOff = { wanted: { camera: false } };
const receiveOnly = { wanted: { microphone: false, camera: false } };

describe('others', () => {
  const withAda = joinResult({
    seq: 3,
    peers: [peer(me, 'Me'), peer(ada, 'Ada', [{ source: 'camera', muted: false }])],
  });

  it('[ME3] are shown once set up, and confirmed with one request', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    expect(call.session.getSnapshot().peers[0]?.sources).toEqual([{ source: 'camera', muted: false }]);
    const consumers = [consumerOffer('c1', ada, 'camera'), consumerOffer('c2', ada, 'microphone')];
    await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers });

    expect((await call.server.next('resumeConsumers')).params).toEqual({ consumerIds: ['c1', 'c2'] });
    expect(call.session.getSnapshot().peers[0]?.sources[0]?.trackId).toBe(`${ada}:camera`);
    expect(call.session.tracks.get(`${ada}:camera`)?.kind).toBe('video');
  });

  it('[ME4] offers that are known do no harm, but one that was never confirmed is', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    const offer = { mediaEpoch: 1, consumers: [consumerOffer('c1', ada, 'camera')] };
    await call.server.notify('consumersAdded', offer);
    await call.server.next('resumeConsumers');
    const track = call.session.tracks.get(`${ada}:camera`);
    await call.server.cut();
    await reconnect(call, { resumeSecret: secret('b'), missed: { events: [] } });
    await call.server.notify('consumersAdded', offer);
    await call.server.answer('resumeConsumers', {});
    await call.server.notify('consumersAdded', offer);

    expect(await call.server.open()).not.toContain('resumeConsumers');
    expect(call.session.tracks.get(`${ada}:camera`)).toBe(track);
  });

  it('[ME2] of another media epoch are not set up', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    await call.server.notify('consumersAdded', { mediaEpoch: 2, consumers: [consumerOffer('c1', ada, 'camera')] });

    expect(call.engines.last.received.size).toBe(0);
  });

  it('may leave while they are being set up', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    let negotiated = () => undefined as void;
    call.engines.last.negotiation = new Promise((resolve) => (negotiated = resolve));
    await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('c1', ada, 'camera')] });
    await call.server.notify('peerLeft', { peerId: ada, reason: 'left' }, 4);
    negotiated();
    await settle();

    expect(call.engines.last.received.size).toBe(0);
    expect(call.session.tracks.get(`${ada}:camera`)).toBeUndefined();
    expect(call.session.getSnapshot().peers).toEqual([]);
    expect(await call.server.open()).not.toContain('resumeConsumers');
  });

  it('keep the newer stream of a source when the older one is closed', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    const { server, session } = call;
    await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('c1', ada, 'camera')] });
    await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('c2', ada, 'camera')] });
    const closed = [consumerOffer('c1', ada, 'camera').consumerId];
    await server.notify('consumersClosed', { consumerIds: closed });

    expect(session.tracks.get(`${ada}:camera`)?.id).toBe('video-of-c2');
    await server.notify('sourceRemoved', { peerId: ada, source: 'camera' }, 4);
    expect(session.tracks.get(`${ada}:camera`)).toBeUndefined();
  });

  it('[HE5] keep the picture of a stream that is offered anew until the new one has been drawn', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    const { server, session, engines, clock } = call;
    const camera = `${ada}:camera`;
    const [first, second] = [consumerOffer('c1', ada, 'camera'), consumerOffer('c2', ada, 'camera')];
    await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [first] });
    await server.notify('consumersClosed', { consumerIds: [first.consumerId] });
    expect(session.tracks.get(camera)?.id).toBe('video-of-c1');

    await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [second] });
    expect(session.tracks.get(camera)?.id).toBe('video-of-c2');
    expect([...engines.last.received.keys()]).toEqual([first.consumerId, second.consumerId]);
    clock.advance(2_000);
    await settle();
    expect([...engines.last.received.keys()]).toEqual([first.consumerId, second.consumerId]);
    engines.last.arrived.set(second.consumerId, 3);
    clock.advance(2_000);
    await settle();
    expect([...engines.last.received.keys()]).toEqual([second.consumerId]);
  });

  it('[HE5] end after a while, also when nothing comes of what was offered anew', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    const { server, engines, clock } = call;
    const [first, second] = [consumerOffer('c1', ada, 'camera'), consumerOffer('c2', ada, 'camera')];
    await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [first, second] });
    await server.notify('consumersClosed', { consumerIds: [first.consumerId] });
    for (let looks = 0; looks < 6; looks++) {
      clock.advance(2_000);
      await settle();
    }
    expect([...engines.last.received.keys()]).toEqual([second.consumerId]);
  });

  it('[HE5] end with their source, also one that was to be offered anew', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    const { server, session, engines } = call;
    const { consumerId, ...offer } = consumerOffer('c1', ada, 'camera');
    await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [{ consumerId, ...offer }] });
    await server.notify('consumersClosed', { consumerIds: [consumerId] });
    await server.notify('sourceRemoved', { peerId: ada, source: 'camera' }, 4);

    expect(session.tracks.get(`${ada}:camera`)).toBeUndefined();
    expect(engines.last.received.size).toBe(0);
  });

  it('[EV1] a missing event is asked for by a resume', async () => {
    const call = createCall(receiveOnly);
    await joinCall(call, withAda);
    await call.server.notify('peerDisconnected', { peerId: ada }, 5);
    expect(call.session.getSnapshot().peers[0]?.connected).toBe(true);
    call.clock.advance(0);
    const resume = await call.server.next('resume');
    expect(resume.params.lastSeq).toBe(3);
    await resume.answer({
      resumeSecret: secret('b'),
      missed: {
        events: [
          { seq: 4, name: 'peerJoined', data: { peer: peer(bob, 'Bob') } },
          { seq: 5, name: 'peerDisconnected', data: { peerId: ada } },
        ],
      },
    });

    const { peers, signaling } = call.session.getSnapshot();
    expect(peers.map(({ displayName, connected }) => [displayName, connected])).toEqual([
      ['Ada', false],
      ['Bob', true],
    ]);
    expect(signaling).toBe('connected');
  });
});

describe('media repair', () => {
  it('[MU6] [ME5] a reset produces everything again, with the mute state it had', async () => {
    const { session, server, engines, devices } = await joinSending();
    void session.setMicrophone(false);
    await server.answer('setMuted', {});
    const [first] = engines.made;
    await server.notify('mediaLost', {});
    expect(session.getSnapshot().media).toBe('repairing');
    await server.notify('mediaReset', { media: mediaOffer(2) });
    expect(first?.isClosed).toBe(true);
    expect(engines.made.map(({ options }) => options.isAwaited)).toEqual([false, true]);
    expect(session.getSnapshot()).toMatchObject({ media: 'repairing', self: { camera: { actual: 'starting' } } });

    const microphone = await server.next('produce');
    expect(microphone.params).toMatchObject({ source: 'microphone', muted: true, transportId: 'send-2' });
    await microphone.answer({ producerId: 'p3' });
    const camera = await server.next('produce');
    expect(camera.params).toMatchObject({ source: 'camera', muted: false });
    await camera.answer({ producerId: 'p4' });
    await server.answer('startReceiving', {});

    const { self, media } = session.getSnapshot();
    expect([self.microphone.actual, self.camera.actual, media]).toEqual(['off', 'on', 'connected']);
    expect(devices.last('audio').enabled).toBe(false);
  });

  it('[MU6] what the room holds muted stays silent until the room unmutes it', async () => {
    const call = await joinSending(cameraOff);
    await call.server.cut();
    await call.session.setMicrophone(false);
    void call.session.setMicrophone(true);
    const muted = { source: 'microphone', muted: true } as const;
    await reconnect(call, {
      resumeSecret: secret('b'),
      missed: { room: snapshot(5, peer(me, 'Me', [muted])) },
      media: mediaOffer(2),
    });
    // Somebody else has muted it meanwhile: the button follows.
    expect(call.session.getSnapshot().self.microphone).toMatchObject({ wanted: false, actual: 'off' });
    expect((await call.server.next('produce')).params.muted).toBe(true);
  });

  it('[MU6] an unmute that waited is asked for before anything flows on the new transports', async () => {
    const call = await joinSending(cameraOff);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    await call.server.cut();
    await call.session.setMicrophone(true);
    const muted = { source: 'microphone', muted: true } as const;
    await reconnect(call, {
      resumeSecret: secret('b'),
      missed: { room: snapshot(5, peer(me, 'Me', [muted])) },
      media: mediaOffer(2),
    });
    const produce = await call.server.next('produce');
    expect(produce.params.muted).toBe(false);
    await produce.answer({ producerId: 'p2' });
    expect(call.devices.last('audio').enabled).toBe(false);
    expect(call.session.getSnapshot().self.microphone.actual).toBe('starting');

    await call.server.answer('setMuted', {});
    expect(call.session.getSnapshot().self.microphone.actual).toBe('on');
  });

  it('is not in a hurry with what the sfu cannot do', async () => {
    const call = await joinSending(cameraOff);
    await call.server.notify('mediaReset', { media: mediaOffer(2) });
    await (await call.server.next('produce')).refuse('unavailable');
    expect(await call.server.open()).toEqual(['startReceiving']);
    call.clock.advance(1_000);
    expect((await call.server.next('produce')).params).toMatchObject({ source: 'microphone', muted: false });
  });

  it('[ST4] a rejoin after the seat was lost keeps the mute state', async () => {
    const call = await joinSending(cameraOff);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    await call.server.cut();
    call.clock.advance(0);
    await (await call.server.next('resume')).refuse('notFound');
    await call.server.answer('join', {
      ...joinResult(),
      peerId: bob,
      room: snapshot(1, peer(bob, 'Me')),
    });

    expect((await call.server.next('produce')).params).toMatchObject({ source: 'microphone', muted: true });
    expect(call.session.getSnapshot()).toMatchObject({ state: 'in-call', self: { peerId: bob } });
  });

  it('says that it repairs before it says that our own sources are gone', async () => {
    const { session, server } = await joinSending();
    const seen = new Set<string>();
    session.subscribe(() => {
      const { media, self } = session.getSnapshot();
      seen.add(`${media}, microphone ${self.microphone.actual}`);
    });
    await server.notify('mediaReset', { media: mediaOffer(2) });
    expect([...seen]).toEqual(['repairing, microphone starting']);
  });

  it('is repairing until something can be received again, also when what is sent is connected before', async () => {
    const { session, server, engines } = await joinSending(receiveOnly);
    engines.connects = false;
    await server.notify('mediaReset', { media: mediaOffer(2) });
    await server.answer('startReceiving', {});
    const { onPath } = engines.last.options;
    const seen = (['connecting', 'connected'] as const).flatMap((state) =>
      (['send', 'receive'] as const).map((direction) => {
        onPath(direction, state);
        return session.getSnapshot().media;
      }),
    );
    expect(seen).toEqual(['repairing', 'repairing', 'repairing', 'connected']);
  });

  it('leaves alone what is ready when something else has taken its place', async () => {
    const { server, engines, clock } = await joinSending(receiveOnly);
    let make = (): void => undefined;
    engines.gate = new Promise((resolve) => (make = resolve));
    await server.notify('mediaReset', { media: mediaOffer(2) });
    engines.gate = undefined;
    await server.notify('mediaReset', { media: mediaOffer(3) });
    engines.connects = false;
    make();
    await settle();
    expect(engines.made.map(({ options, isClosed }) => [options.offer.sendTransport.transportId, isClosed])).toEqual([
      ['send-1', true],
      ['send-3', false],
      ['send-2', true],
    ]);
    for (let seconds = 0; seconds < 30; seconds++) {
      clock.advance(1_000);
      await server.flush();
    }
    expect(server.methods).not.toContain('restartIce');
  });

  it('is truthful about the path and restarts it after a second', async () => {
    const { session, server, engines, clock } = await joinSending(receiveOnly);
    const { onPath } = engines.last.options;
    onPath('send', 'connecting');
    expect(session.getSnapshot().media).toBe('connecting');
    onPath('send', 'connected');
    expect(session.getSnapshot().media).toBe('connected');
    onPath('send', 'interrupted');
    expect(session.getSnapshot().media).toBe('repairing');
    clock.advance(999);
    expect(await server.open()).not.toContain('restartIce');
    clock.advance(1);
    await server.next('restartIce');
    onPath('send', 'connected');
    expect(session.getSnapshot().media).toBe('connected');
  });

  it('asks for new transports when the old ones are refused', async () => {
    const { session, server, engines, clock } = await joinSending(receiveOnly);
    engines.last.options.onBroken();
    expect(session.getSnapshot().media).toBe('repairing');
    clock.advance(0);
    clock.advance(0);
    const resume = await server.next('resume');
    expect(resume.params.mediaEpoch).toBe(0);
    await resume.answer({ resumeSecret: secret('b'), missed: { events: [] }, media: mediaOffer(2) });
    await server.answer('startReceiving', {});

    expect(engines.made).toHaveLength(2);
    expect(session.getSnapshot().media).toBe('connected');
  });

  it('[WK4] does not promise a repair when no sfu takes this peer any more', async () => {
    const { session, server } = await joinSending(receiveOnly);
    await server.notify('mediaLost', {});
    expect(session.getSnapshot().media).toBe('repairing');
    await server.notify('mediaLost', { reason: 'quarantined' });
    expect(session.getSnapshot().media).toBe('failed');
    await server.notify('mediaReset', { media: mediaOffer(2) });
    expect(session.getSnapshot().media).not.toBe('failed');
  });

  it('lets what is replaced die away, and ends it with the call at once', async () => {
    const { server, engines, session } = await joinSending(receiveOnly);
    await server.notify('mediaReset', { media: mediaOffer(2) });
    session.leave();
    expect(engines.made.map(({ isClosed, isReplaced }) => [isClosed, isReplaced])).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  it('builds only the newest offer when two come at once', async () => {
    const { server, engines } = await joinSending(receiveOnly);
    server.link.server.send(JSON.stringify({ t: 'ntf', name: 'mediaReset', data: { media: mediaOffer(2) } }));
    await server.notify('mediaReset', { media: mediaOffer(3) });

    const open = engines.made.filter(({ isClosed }) => !isClosed);
    expect(open.map(({ options }) => options.offer.sendTransport.transportId)).toEqual(['send-3']);
  });

  describe('of somebody who is heard and seen', () => {
    const [voice, face] = [consumerOffer('v2', ada, 'microphone'), consumerOffer('f2', ada, 'camera')];

    async function rebuilt() {
      const call = createCall(receiveOnly);
      const both = (['microphone', 'camera'] as const).map((source) => ({ source, muted: false }));
      await joinCall(call, joinResult({ seq: 3, peers: [peer(me, 'Me'), peer(ada, 'Ada', both)] }));
      const before = [consumerOffer('v1', ada, 'microphone'), consumerOffer('f1', ada, 'camera')];
      await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers: before });
      await call.server.answer('resumeConsumers', {});
      await call.server.notify('mediaReset', { media: mediaOffer(2) });
      await call.server.answer('startReceiving', {});
      const offer = (consumer: typeof voice) =>
        call.server.notify('consumersAdded', { mediaEpoch: 2, consumers: [consumer] });
      return { ...call, offer };
    }

    it('[ME9] sets up what comes right behind the transports, before there is anything to set it up with', async () => {
      const { engines, server } = await rebuilt();
      const ended = consumerOffer('f3', ada, 'camera');
      const notify = (name: string, data: object) => server.link.server.send(JSON.stringify({ t: 'ntf', name, data }));
      notify('mediaReset', { media: mediaOffer(3) });
      notify('consumersAdded', { mediaEpoch: 3, consumers: [voice, ended] });
      notify('consumersAdded', { mediaEpoch: 2, consumers: [consumerOffer('v0', ada, 'microphone')] });
      notify('consumersClosed', { consumerIds: [ended.consumerId] });
      await server.notify('consumersAdded', { mediaEpoch: 3, consumers: [face] });
      expect(engines.made.map(({ negotiated }) => negotiated)).toEqual([[['v1', 'f1']], [], [['v2', 'f2']]]);
    });

    it('[ME9] sets up nothing of what was closed meanwhile', async () => {
      const { engines, server, session } = await rebuilt();
      const notify = (name: string, data: object) => server.link.server.send(JSON.stringify({ t: 'ntf', name, data }));
      notify('mediaReset', { media: mediaOffer(3) });
      notify('consumersAdded', { mediaEpoch: 3, consumers: [voice, face] });
      await server.notify('sourceRemoved', { peerId: ada, source: 'camera' }, 4);
      expect(engines.last.negotiated).toEqual([['v2']]);
      expect(session.tracks.get(`${ada}:camera`)).toBeUndefined();
    });

    it('[ME9] forgets that when other transports come first', async () => {
      const { engines, server } = await rebuilt();
      const notify = (name: string, data: object) => server.link.server.send(JSON.stringify({ t: 'ntf', name, data }));
      notify('mediaReset', { media: mediaOffer(3) });
      notify('consumersAdded', { mediaEpoch: 3, consumers: [voice, face] });
      await server.notify('mediaReset', { media: mediaOffer(4) });
      expect(engines.made.flatMap(({ negotiated }) => negotiated)).toEqual([['v1', 'f1']]);
    });

    it('[ME8] waits for those of somebody else, too', async () => {
      const call = createCall(receiveOnly);
      const microphone = [{ source: 'microphone' as const, muted: false }];
      const others = [peer(ada, 'Ada', microphone), peer(bob, 'Bob', microphone)];
      await joinCall(call, joinResult({ seq: 3, peers: [peer(me, 'Me'), ...others] }));
      const offers = (epoch: number) => [
        consumerOffer(`a${epoch}`, ada, 'microphone'),
        consumerOffer(`b${epoch}`, bob, 'microphone'),
      ];
      await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers: offers(1) });
      await call.server.notify('mediaReset', { media: mediaOffer(2) });
      for (const offer of offers(2)) await call.server.notify('consumersAdded', { mediaEpoch: 2, consumers: [offer] });
      expect(call.engines.last.negotiated).toEqual([['a2', 'b2']]);
    });

    it('[ME8] negotiates once for both, though they are offered one after the other', async () => {
      const { offer, engines, server } = await rebuilt();
      await offer(voice);
      expect(engines.last.negotiated).toEqual([]);
      await offer(face);
      expect(engines.last.negotiated).toEqual([['v2', 'f2']]);
      expect((await server.next('resumeConsumers')).params).toEqual({ consumerIds: ['v2', 'f2'] });
    });

    it('[ME8] does not wait for what does not come', async () => {
      const { offer, engines, server, clock, session } = await rebuilt();
      await offer(voice);
      clock.advance(40);
      await settle();
      expect((await server.next('resumeConsumers')).params).toEqual({ consumerIds: ['v2'] });
      expect(session.tracks.get(`${ada}:microphone`)?.id).toBe('audio-of-v2');
      await offer(face);
      expect(engines.last.negotiated).toEqual([['v2'], ['f2']]);
    });

    it('[ME8] does not wait for what has ended meanwhile', async () => {
      const { offer, engines, server } = await rebuilt();
      await server.notify('sourceRemoved', { peerId: ada, source: 'camera' }, 4);
      await offer(voice);
      expect(engines.last.negotiated).toEqual([['v2']]);
    });

    it('sets up nothing that was closed, or replaced, while another one was waited for', async () => {
      const { offer, engines, server, clock } = await rebuilt();
      await offer(voice);
      await server.notify('consumersClosed', { consumerIds: [voice.consumerId] });
      clock.advance(40);
      await settle();
      expect(engines.last.negotiated).toEqual([]);

      await offer(face);
      await server.notify('mediaReset', { media: mediaOffer(3) });
      clock.advance(40);
      await settle();
      expect(engines.made.map(({ negotiated }) => negotiated)).toEqual([[['v1', 'f1']], [], []]);
    });
  });
});
