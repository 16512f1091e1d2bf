import { describe, expect, it } from 'vitest';
import { createCall, joinSending } from './testing/createCall.ts';
import type { TestCall } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';

const micOnly = { wanted: { camera: false } };
const micOf = ({ session }: TestCall) => session.getSnapshot().self.microphone;
const noticesOf = ({ session }: TestCall) =>
  (session.getSnapshot().notices ?? []).map(({ id: _, ...notice }) => notice);
const mic = (deviceId: string, label = deviceId) => ({ kind: 'audioinput', deviceId, label }) as const;
const sentBy = ({ engines }: TestCall) => engines.last.sent.get('microphone');

async function mute(call: TestCall): Promise<void> {
  void call.session.setMicrophone(false);
  await call.server.answer('setMuted', {});
}

describe('a device that is pulled out', () => {
  it('gives way to another one, and says so', async () => {
    const call = await joinSending(micOnly);
    await call.session.selectMicrophone('headset');
    call.devices.last('audio').end();
    await settle();
    expect(micOf(call)).toMatchObject({ wanted: true, actual: 'on', deviceId: 'mic-1' });
    expect(sentBy(call)).toMatchObject({ track: call.devices.last('audio'), isPaused: false });
    expect(noticesOf(call)).toEqual([{ what: 'fellBack', of: 'microphone', label: 'mic-1' }]);
    expect(await call.server.open()).toEqual([]);
  });

  it('stays muted with the other one', async () => {
    const call = await joinSending(micOnly);
    await mute(call);
    call.devices.last('audio').end();
    await settle();
    expect(micOf(call)).toMatchObject({ wanted: false, actual: 'off' });
    expect(call.devices.opened).toHaveLength(2);
    expect(call.devices.last('audio').enabled).toBe(false);
    expect(sentBy(call)).toMatchObject({ track: call.devices.last('audio'), isPaused: true });
    expect(await call.server.open()).toEqual([]);
  });

  it('is lost when there is no other, which is said, too', async () => {
    const call = await joinSending(micOnly);
    call.devices.faults.set('audio', 'missing');
    call.devices.last('audio').end();
    await settle();
    expect(micOf(call)).toMatchObject({ actual: 'failed', fault: 'missing' });
    expect(noticesOf(call)).toEqual([{ what: 'lost', of: 'microphone' }]);
  });

  it('is not replaced when its camera was off anyway', async () => {
    const call = await joinSending({ wanted: { microphone: false, camera: true } });
    const camera = call.devices.last('video');
    void call.session.setCamera(false);
    camera.end();
    await settle();
    expect(call.devices.opened.filter(({ kind }) => kind === 'video')).toHaveLength(1);
    expect(noticesOf(call)).toEqual([]);
  });

  it('is a notice until it is read', async () => {
    const call = await joinSending(micOnly);
    call.devices.last('audio').end();
    await settle();
    const [notice] = call.session.getSnapshot().notices ?? [];
    call.session.dismissNotice(notice?.id ?? 0);
    expect(call.session.getSnapshot()).not.toHaveProperty('notices');
  });
});

describe('a device that could not be had', () => {
  const cameraOf = ({ session }: TestCall) => session.getSnapshot().self.camera;

  it('comes in the lobby when it is allowed at last, without a reload', async () => {
    const call = createCall();
    call.devices.faults.set('video', 'denied');
    await call.session.openLobby();
    expect(cameraOf(call)).toMatchObject({ actual: 'failed', fault: 'denied' });
    call.devices.allow('video');
    await settle();
    expect(cameraOf(call)).toMatchObject({ wanted: true, actual: 'on' });
  });

  it('comes back in the call when it is plugged in again', async () => {
    const call = await joinSending(micOnly);
    const { present } = call.devices;
    call.devices.faults.set('audio', 'missing');
    call.devices.change([]);
    call.devices.last('audio').end();
    await call.server.answer('setMuted', {});
    expect(micOf(call)).toMatchObject({ actual: 'failed', fault: 'missing' });
    call.devices.faults.clear();
    call.devices.change(present);
    await call.server.answer('setMuted', {});
    expect(micOf(call)).toMatchObject({ wanted: true, actual: 'on' });
    expect(sentBy(call)).toMatchObject({ track: call.devices.last('audio'), isPaused: false });
  });

  it('does not come when nobody wants it any more', async () => {
    const call = createCall(micOnly);
    call.devices.faults.set('audio', 'denied');
    await call.session.openLobby();
    await call.session.setMicrophone(false);
    const asked = call.devices.asked.length;
    call.devices.allow('audio');
    await settle();
    expect(micOf(call)).toMatchObject({ wanted: false, actual: 'off' });
    expect(call.devices.opened.every(({ enabled }) => !enabled)).toBe(true);
    expect(call.devices.asked.length - asked).toBeLessThanOrEqual(1);
  });

  it('is tried again by itself while another program has it, and nobody sees that but by its success', async () => {
    const call = createCall({ wanted: { microphone: false } });
    call.devices.faults.set('video', 'busy');
    await call.session.openLobby();
    const seen: string[] = [];
    call.session.subscribe(() => seen.push(cameraOf(call).fault ?? cameraOf(call).actual));
    const asked = call.devices.asked.length;
    for (let ms = 0; ms < 60_000; ms += 500) {
      call.clock.advance(500);
      await settle();
    }
    expect(call.devices.asked.length - asked).toBe(2 + 5);
    expect(seen).toEqual([]);
    call.devices.faults.clear();
    call.clock.advance(10_000);
    await settle();
    expect(cameraOf(call)).toMatchObject({ wanted: true, actual: 'on' });
    expect(cameraOf(call)).not.toHaveProperty('fault');
    expect(new Set(seen)).toEqual(new Set(['on']));
  });

  it.each([
    ['devices change', ({ devices }: TestCall) => devices.change(devices.present)],
    ['somebody looks at the page again', ({ page }: TestCall) => page.wake()],
  ])('is tried again at once when %s', async (_when, happen) => {
    const call = await joinSending(micOnly);
    call.devices.faults.set('audio', 'busy');
    call.devices.last('audio').end();
    await call.server.answer('setMuted', {});
    expect(micOf(call)).toMatchObject({ actual: 'failed', fault: 'busy' });
    call.devices.faults.clear();
    happen(call);
    await call.server.answer('setMuted', {});
    expect(micOf(call)).toMatchObject({ wanted: true, actual: 'on' });
    expect(sentBy(call)).toMatchObject({ track: call.devices.last('audio'), isPaused: false });
    expect(call.clock.pending).toBe((await joinSending(micOnly)).clock.pending);
  });

  it('lights no camera in a lobby that nobody looks at', async () => {
    const call = createCall();
    call.devices.faults.set('video', 'busy');
    await call.session.openLobby();
    call.devices.faults.clear();
    call.page.isSeen = false;
    call.clock.advance(60_000);
    await settle();
    expect(cameraOf(call)).toMatchObject({ actual: 'failed', fault: 'busy' });
    call.page.wake();
    await settle();
    expect(cameraOf(call)).toMatchObject({ actual: 'on' });
  });

  it('is left to the other program when nobody wants it any more', async () => {
    const call = createCall();
    call.devices.faults.set('video', 'busy');
    await call.session.openLobby();
    const { pending } = call.clock;
    await call.session.setCamera(false);
    expect(call.clock.pending).toBe(pending - 1);
    const asked = call.devices.asked.length;
    call.devices.faults.clear();
    call.clock.advance(60_000);
    call.page.wake();
    call.devices.change(call.devices.present);
    await settle();
    expect(call.devices.asked).toHaveLength(asked);
  });

  it('is not asked for any more when the call is over', async () => {
    const call = await joinSending(micOnly);
    call.devices.faults.set('audio', 'busy');
    call.devices.last('audio').end();
    await settle();
    call.session.leave();
    expect([call.clock.pending, call.page.listeners, call.devices.listeners]).toEqual([0, 0, 0]);
  });

  it('is not tried again because of another reason', async () => {
    const call = createCall();
    call.devices.faults.set('video', 'busy');
    await call.session.openLobby();
    const asked = call.devices.asked.length;
    call.devices.allow('video');
    await settle();
    expect(cameraOf(call)).toMatchObject({ fault: 'busy' });
    expect(call.devices.asked).toHaveLength(asked);
  });
});

describe("the system's own microphone", () => {
  const plugged = [mic('default', 'Default - Headset'), mic('mic-1'), mic('headset')];
  const unplugged = [mic('default', 'Default - Built-in'), mic('mic-1')];

  async function joined(): Promise<TestCall> {
    const call = createCall(micOnly);
    call.devices.present = unplugged;
    await call.session.openLobby();
    return call;
  }

  it('is followed when it changes', async () => {
    const call = await joined();
    call.devices.change(plugged);
    await settle();
    expect(call.devices.asked).toHaveLength(2);
    expect(call.devices.opened[0]?.readyState).toBe('ended');
    expect(noticesOf(call)).toEqual([{ what: 'followed', of: 'microphone', label: 'mic-1' }]);
    call.devices.change(plugged);
    await settle();
    expect(call.devices.asked).toHaveLength(2);
  });

  it('is not taken for another one when its name is told at last', async () => {
    const call = createCall(micOnly);
    call.devices.present = [mic('', '')];
    await call.session.openLobby();
    call.devices.change(unplugged);
    await settle();
    expect([call.devices.asked.length, call.session.getSnapshot().devices.microphones.length]).toEqual([1, 2]);
  });

  it('is left alone by who has picked one', async () => {
    const call = await joined();
    await call.session.selectMicrophone('mic-1');
    call.devices.change(plugged);
    await settle();
    expect(call.devices.asked).toHaveLength(2);
  });

  it('does not unmute by it', async () => {
    const call = await joined();
    void call.session.setMicrophone(false);
    call.devices.change(plugged);
    await settle();
    expect(call.devices.opened).toHaveLength(2);
    expect(call.devices.last('audio').enabled).toBe(false);
  });
});

describe('a speaker', () => {
  it('that is gone gives way to the system’s own', async () => {
    const call = createCall(micOnly);
    call.devices.present = [mic('mic-1'), { kind: 'audiooutput', deviceId: 'ear', label: 'Headphones' }];
    await call.session.openLobby();
    call.session.selectSpeaker('ear');
    call.devices.change([mic('mic-1')]);
    await settle();
    expect(call.session.getSnapshot().devices).not.toHaveProperty('speakerId');
    expect(noticesOf(call)).toEqual([{ what: 'fellBack', of: 'speaker' }]);
  });
});

describe('an interruption', () => {
  it('is ended by opening the device again, when it lasts', async () => {
    const call = await joinSending(micOnly);
    const first = call.devices.last('audio');
    first.interrupt(true);
    call.clock.advance(1_000);
    first.interrupt(false);
    call.clock.advance(3_000);
    await call.server.flush();
    expect(call.devices.opened).toHaveLength(1);
    first.interrupt(true);
    call.clock.advance(1_500);
    await settle();
    expect(sentBy(call)).toMatchObject({ track: call.devices.last('audio'), isPaused: false });
    expect([first.readyState, call.devices.opened.length]).toEqual(['ended', 2]);
    expect(micOf(call).actual).toBe('on');
    expect(await call.server.open()).toEqual([]);
  });

  it('does not unmute', async () => {
    const call = await joinSending(micOnly);
    await mute(call);
    call.devices.last('audio').interrupt(true);
    call.clock.advance(1_500);
    await settle();
    expect(call.devices.opened).toHaveLength(2);
    expect([call.devices.last('audio').enabled, sentBy(call)?.isPaused]).toEqual([false, true]);
  });

  it('is tried again ever more rarely, and at once when the page is seen again', async () => {
    const call = await joinSending(micOnly);
    call.devices.faults.set('audio', 'busy');
    call.devices.last('audio').interrupt(true);
    for (let ms = 0; ms < 60_000; ms += 500) {
      call.clock.advance(500);
      await call.server.flush();
    }
    const asked = call.devices.asked.length;
    expect(asked).toBe(1 + 4);
    expect(micOf(call).actual).toBe('on');
    call.devices.faults.clear();
    call.page.wake();
    await settle();
    expect(call.devices.asked).toHaveLength(asked + 1);
    expect(sentBy(call)?.track).toBe(call.devices.last('audio'));
  });

  it('leaves nothing behind when the call is over', async () => {
    const call = await joinSending(micOnly);
    call.devices.last('audio').interrupt(true);
    call.session.leave();
    expect([call.clock.pending, call.page.listeners, call.devices.listeners]).toEqual([0, 0, 0]);
  });
});

it('[P4] another device is heard although signaling is away', async () => {
  const call = await joinSending(micOnly);
  await call.server.cut();
  await call.session.selectMicrophone('mic-2');
  expect(sentBy(call)).toMatchObject({ track: call.devices.last('audio'), isPaused: false });
});
