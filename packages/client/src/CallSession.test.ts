import { closeCodes } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { UnsupportedMediaError } from './media/MediaEngine.ts';
import { createCall, joinCall, joinSending, reconnect } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import { ada, bob, consumerOffer, joinResult, mediaOffer, me, peer, secret } from './testing/roomFixtures.ts';

const cameraOff = { wanted: { camera: false } };
const receiveOnly = { wanted: { microphone: false, camera: false } };

describe('CallSession', () => {
  it('opens both devices with one question, and shows them', async () => {
    const { session, devices } = createCall();
    await session.openLobby();

    expect(devices.asked).toHaveLength(1);
    const { self, state, devices: list } = session.getSnapshot();
    expect(state).toBe('lobby');
    expect(self.microphone).toEqual({ wanted: true, actual: 'on', trackId: 'self:microphone', deviceId: 'mic-1' });
    expect(session.tracks.get('self:camera')).toBe(devices.last('video'));
    expect(list.cameras).toEqual([{ deviceId: 'cam-1', label: 'Camera' }]);
  });

  it('joins with microphone and camera: on when the room has taken them, not before', async () => {
    const call = createCall();
    const joining = call.session.join();
    await call.server.answer('join', joinResult());
    await joining;

    expect(call.session.getSnapshot()).toMatchObject({ state: 'in-call', media: 'connecting' });
    await call.server.answer('startReceiving', {});
    expect(call.devices.last('audio').enabled).toBe(false);
    expect(call.session.getSnapshot().self.microphone.actual).toBe('starting');

    const produce = await call.server.next('produce');
    expect(produce.params).toMatchObject({ source: 'microphone', muted: false, transportId: 'send-1' });
    await produce.answer({ producerId: 'p1' });
    await (await call.server.next('produce')).answer({ producerId: 'p2' });

    const { self, media } = call.session.getSnapshot();
    expect([self.microphone.actual, self.camera.actual, media]).toEqual(['on', 'on', 'connected']);
    expect(call.devices.last('audio').enabled).toBe(true);
  });

  it('keeps its snapshot plain data, and the same object until something changes', async () => {
    const { session, server } = await joinSending();
    await server.notify('peerJoined', { peer: peer(ada, 'Ada', [{ source: 'camera', muted: false }]) }, 4);
    const snapshot = session.getSnapshot();

    expect(JSON.parse(JSON.stringify(snapshot))).toStrictEqual(snapshot);
    expect(session.getSnapshot()).toBe(snapshot);
    await server.notify('speakersChanged', { speakers: [{ peerId: ada, volume: -30 }] });
    expect(session.getSnapshot().speakerIds).toEqual([ada]);
    expect(session.getSnapshot().peers).toBe(snapshot.peers);
  });

  it.each(['missing', 'denied', 'busy', 'insecure'] as const)('joins although the devices are %s', async (fault) => {
    const call = createCall();
    call.devices.faults.set('audio', fault).set('video', fault);
    await call.session.openLobby();
    await joinCall(call);

    const { self, state } = call.session.getSnapshot();
    expect(state).toBe('in-call');
    expect(self.microphone).toEqual({ wanted: true, actual: 'failed', fault });
    expect(await call.server.open()).toEqual([]);
  });

  it('has the camera although there is no microphone', async () => {
    const call = createCall();
    call.devices.faults.set('audio', 'missing');
    await call.session.openLobby();

    const { microphone, camera } = call.session.getSnapshot().self;
    expect([microphone.actual, camera.actual]).toEqual(['failed', 'on']);
  });

  it('says why it cannot be joined at all', async () => {
    const withoutWebRtc = createCall();
    withoutWebRtc.page.problem = 'insecureContext';
    await withoutWebRtc.session.join();
    expect(withoutWebRtc.session.getSnapshot()).toMatchObject({ state: 'error', problem: 'insecureContext' });

    const badRoom = createCall({ roomId: 'no such/room' });
    await badRoom.session.join();
    expect(badRoom.session.getSnapshot()).toMatchObject({ state: 'error', problem: 'badRoom' });
    expect(badRoom.server.links).toEqual([]);

    const unsupported = createCall();
    unsupported.engines.refusal = new UnsupportedMediaError();
    const joining = unsupported.session.join();
    await unsupported.server.answer('join', joinResult());
    await joining;
    expect(unsupported.session.getSnapshot()).toMatchObject({ state: 'error', problem: 'noWebRtc' });
  });

  it('joins once, however often it is asked to', async () => {
    const { session, server } = createCall();
    const joins = [session.join(), session.join()];
    await server.answer('join', joinResult());
    await Promise.all(joins);
    await session.join();

    expect(server.links).toHaveLength(1);
  });

  it('leaves while it is joining, and lets go of everything', async () => {
    const { session, server, devices, clock, page } = createCall();
    const joining = session.join();
    const join = await server.next('join');
    session.leave();
    session.leave();
    await joining;
    await join.answer(joinResult());

    expect(session.getSnapshot().state).toBe('left');
    expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
    expect([server.link.isOpen, clock.pending, page.listeners, devices.listeners]).toEqual([false, 0, 0, 0]);
  });

  it('[ST7] leaves when the page goes away', async () => {
    const { session, server, engines, devices, page, clock } = await joinSending();
    page.goAway();

    expect(session.getSnapshot()).toMatchObject({ state: 'left', peers: [] });
    expect(server.link.fromClient.map((text) => JSON.parse(text).method)).toEqual(['leave']);
    expect(engines.last.isClosed).toBe(true);
    expect(devices.opened.every(({ readyState }) => readyState === 'ended')).toBe(true);
    expect(session.tracks.get('self:camera')).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('stops a device that is allowed after leaving', async () => {
    const { session, devices } = createCall();
    let allow = () => undefined as void;
    devices.permission = new Promise((resolve) => (allow = resolve));
    const lobby = session.openLobby();
    await settle();
    session.leave();
    allow();
    await lobby;

    expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
  });

  it('[ST6] ends when another session has taken the seat', async () => {
    const { session, server, devices } = await joinSending();
    await server.cut(closeCodes.replaced);

    expect(session.getSnapshot()).toMatchObject({ state: 'error', problem: 'replaced' });
    expect(devices.opened.every(({ readyState }) => readyState === 'ended')).toBe(true);
  });
});

describe('mute', () => {
  it('disables the track before the request leaves', async () => {
    const { session, server, devices, engines } = await joinSending(cameraOff);
    void session.setMicrophone(false);

    expect(devices.last('audio').enabled).toBe(false);
    expect(engines.last.sent.get('microphone')?.isPaused).toBe(true);
    expect(session.getSnapshot().self.microphone.actual).toBe('off');
    expect((await server.next('setMuted')).params).toEqual({ source: 'microphone', muted: true });
  });

  it('enables the track only after the room has answered', async () => {
    const { session, server, devices, engines } = await joinSending(cameraOff);
    void session.setMicrophone(false);
    await server.answer('setMuted', {});
    const unmuting = session.setMicrophone(true);
    const asked = await server.next('setMuted');

    expect([devices.last('audio').enabled, engines.last.sent.get('microphone')?.isPaused]).toEqual([false, true]);
    expect(session.getSnapshot().self.microphone.actual).toBe('starting');

    await asked.answer({});
    await unmuting;
    expect([devices.last('audio').enabled, engines.last.sent.get('microphone')?.isPaused]).toEqual([true, false]);
    expect(session.getSnapshot().self.microphone.actual).toBe('on');
  });

  it('follows the last wish, one request at a time', async () => {
    const { session, server, devices } = await joinSending(cameraOff);
    void session.setMicrophone(false);
    void session.setMicrophone(true);
    void session.setMicrophone(false);
    const settled = session.setMicrophone(false);
    expect(await server.open()).toEqual(['setMuted']);
    await server.answer('setMuted', {});
    await settled;
    expect(await server.open()).toEqual([]);

    // Muted again while the unmute is on its way: nothing is heard in between.
    void session.setMicrophone(true);
    const unmute = await server.next('setMuted');
    void session.setMicrophone(false);
    await unmute.answer({});
    expect(devices.last('audio').enabled).toBe(false);
    expect((await server.next('setMuted')).params.muted).toBe(true);
  });

  it('joins muted with the device ready, so that unmuting needs no more than the room', async () => {
    const call = createCall({ wanted: { microphone: false, camera: false } });
    await joinCall(call);
    const produce = await call.server.next('produce');
    expect(produce.params).toMatchObject({ source: 'microphone', muted: true });
    await produce.answer({ producerId: 'p1' });
    expect(call.session.getSnapshot().self.microphone).toMatchObject({ wanted: false, actual: 'off' });

    void call.session.setMicrophone(true);
    await call.server.answer('setMuted', {});
    expect(call.session.getSnapshot().self.microphone.actual).toBe('on');
    expect(call.devices.asked).toHaveLength(1);
  });

  it('acquires a device at the first unmute when there was none before', async () => {
    const call = createCall(receiveOnly);
    call.devices.faults.set('audio', 'missing');
    await joinCall(call);
    expect(call.session.getSnapshot().self.microphone).toEqual({ wanted: false, actual: 'off' });

    call.devices.faults.clear();
    void call.session.setMicrophone(true);
    expect((await call.server.next('produce')).params).toMatchObject({ source: 'microphone', muted: false });
  });

  it('[P4] stands while signaling is away, and is told right after the resume', async () => {
    const call = await joinSending(cameraOff);
    await call.server.cut();
    await call.session.setMicrophone(false);
    expect(call.session.getSnapshot()).toMatchObject({ signaling: 'reconnecting', self: { microphone: { actual: 'off' } } });
    expect(call.devices.last('audio').enabled).toBe(false);

    await reconnect(call, { resumeSecret: secret('b'), missed: { events: [] } });
    expect((await call.server.next('setMuted')).params).toEqual({ source: 'microphone', muted: true });
  });

  it('was cut off in the middle: is told again', async () => {
    const call = await joinSending(cameraOff);
    void call.session.setMicrophone(false);
    await call.server.next('setMuted');
    await call.server.cut();
    await reconnect(call, {
      resumeSecret: secret('b'),
      missed: { room: { seq: 5, peers: [peer(me, 'Me', [{ source: 'microphone', muted: false }])] } },
    });

    expect((await call.server.next('setMuted')).params.muted).toBe(true);
  });

  it('an unmute waits for signaling, media goes on meanwhile', async () => {
    const call = await joinSending(cameraOff);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    await call.server.cut();
    await call.session.setMicrophone(true);
    expect(call.session.getSnapshot().self.microphone.actual).toBe('starting');
    expect(call.devices.last('audio').enabled).toBe(false);
    expect(call.engines.last.isClosed).toBe(false);

    const muted = { source: 'microphone', muted: true } as const;
    await reconnect(call, { resumeSecret: secret('b'), missed: { room: { seq: 5, peers: [peer(me, 'Me', [muted])] } } });
    expect(call.devices.last('audio').enabled).toBe(false);
    await call.server.answer('setMuted', {});
    expect(call.session.getSnapshot().self.microphone).toMatchObject({ actual: 'on', wanted: true });
    expect(call.devices.last('audio').enabled).toBe(true);
  });

  it('muted by the room, it is muted here', async () => {
    const { session, server, devices } = await joinSending(cameraOff);
    await server.notify('muteChanged', { peerId: me, source: 'microphone', muted: true }, 3);

    expect(session.getSnapshot().self.microphone).toMatchObject({ wanted: false, actual: 'off', room: 'muted' });
    expect(devices.last('audio').enabled).toBe(false);
  });

  it('is told to the room when the device is pulled out', async () => {
    const { session, server, devices } = await joinSending(cameraOff);
    devices.last('audio').end();

    expect(session.getSnapshot().self.microphone).toMatchObject({ wanted: true, actual: 'failed', fault: 'missing' });
    expect((await server.next('setMuted')).params).toEqual({ source: 'microphone', muted: true });
  });

  it('stays as it is when another microphone is picked', async () => {
    const { session, server, devices, engines } = await joinSending(cameraOff);
    void session.setMicrophone(false);
    await server.answer('setMuted', {});
    const before = devices.last('audio');
    await session.selectMicrophone('mic-2');

    expect(session.getSnapshot().self.microphone).toMatchObject({ actual: 'off', deviceId: 'mic-2' });
    expect(before.readyState).toBe('ended');
    expect(engines.last.sent.get('microphone')).toMatchObject({ track: devices.last('audio'), isPaused: true });
    expect(devices.last('audio').enabled).toBe(false);
    expect(await server.open()).toEqual([]);
  });
});

describe('camera', () => {
  it('lets its light go out at once', async () => {
    const { session, server, devices } = await joinSending({ wanted: { microphone: false } });
    const first = devices.last('video');
    void session.setCamera(false);
    expect(first.readyState).toBe('ended');
    expect(session.tracks.get('self:camera')).toBeUndefined();
    expect((await server.next('setMuted')).params).toEqual({ source: 'camera', muted: true });
  });

  it('comes back with a new track, after the room has agreed', async () => {
    const { session, server, devices, engines } = await joinSending({ wanted: { microphone: false } });
    void session.setCamera(false);
    await server.answer('setMuted', {});
    void session.setCamera(true);
    const unmute = await server.next('setMuted');
    const second = devices.last('video');
    expect(engines.last.sent.get('camera')).toMatchObject({ track: second, isPaused: true });

    await unmute.answer({});
    expect(engines.last.sent.get('camera')?.isPaused).toBe(false);
    expect(session.getSnapshot().self.camera.actual).toBe('on');
  });

  it('is stopped again when it was switched off while the browser asked', async () => {
    const { session, devices, server } = await joinSending(cameraOff);
    let allow = () => undefined as void;
    devices.permission = new Promise((resolve) => (allow = resolve));
    void session.setCamera(true);
    await settle();
    void session.setCamera(false);
    allow();
    await settle();

    expect(devices.last('video').readyState).toBe('ended');
    expect(await server.open()).toEqual([]);
  });
});

describe('others', () => {
  const withAda = joinResult({ seq: 3, peers: [peer(me, 'Me'), peer(ada, 'Ada', [{ source: 'camera', muted: false }])] });

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
    expect(peers.map(({ displayName, connected }) => [displayName, connected])).toEqual([['Ada', false], ['Bob', true]]);
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
      missed: { room: { seq: 5, peers: [peer(me, 'Me', [muted])] } },
      media: mediaOffer(2),
    });
    // Somebody else has muted it meanwhile: the button follows.
    expect(call.session.getSnapshot().self.microphone).toMatchObject({ wanted: false, actual: 'off' });
    expect((await call.server.next('produce')).params.muted).toBe(true);
  });

  it('[ST4] a rejoin after the seat was lost keeps the mute state', async () => {
    const call = await joinSending(cameraOff);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    await call.server.cut();
    call.clock.advance(0);
    await (await call.server.next('resume')).refuse('notFound');
    await call.server.answer('join', { ...joinResult(), peerId: bob, room: { seq: 1, peers: [peer(bob, 'Me')] } });

    expect((await call.server.next('produce')).params).toMatchObject({ source: 'microphone', muted: true });
    expect(call.session.getSnapshot()).toMatchObject({ state: 'in-call', self: { peerId: bob } });
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

  it('builds only the newest offer when two come at once', async () => {
    const { server, engines } = await joinSending(receiveOnly);
    server.link.server.send(JSON.stringify({ t: 'ntf', name: 'mediaReset', data: { media: mediaOffer(2) } }));
    await server.notify('mediaReset', { media: mediaOffer(3) });

    expect(engines.made.filter(({ isClosed }) => !isClosed).map(({ options }) => options.offer.mediaEpoch)).toEqual([3]);
  });
});
