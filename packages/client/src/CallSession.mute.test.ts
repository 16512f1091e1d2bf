import { describe, expect, it } from 'vitest';
import { createCall, joinCall, joinSending, reconnect } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import { me, peer, secret, snapshot } from './testing/roomFixtures.ts';

const cameraOff = { wanted: { camera: false } };
const receiveOnly = { wanted: { microphone: false, camera: false } };

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
    expect(call.session.getSnapshot()).toMatchObject({
      signaling: 'reconnecting',
      self: { microphone: { actual: 'off' } },
    });
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
      missed: { room: snapshot(5, peer(me, 'Me', [{ source: 'microphone', muted: false }])) },
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
    await reconnect(call, {
      resumeSecret: secret('b'),
      missed: { room: snapshot(5, peer(me, 'Me', [muted])) },
    });
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

  it('is told to the room when the device is pulled out and there is no other', async () => {
    const { session, server, devices } = await joinSending(cameraOff);
    devices.faults.set('audio', 'missing');
    devices.last('audio').end();
    await settle();

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
