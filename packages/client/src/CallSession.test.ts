import { closeCodes } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { UnsupportedMediaError } from './media/MediaEngine.ts';
import { createCall, joinCall, joinSending } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import { ada, joinResult, peer } from './testing/roomFixtures.ts';

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
