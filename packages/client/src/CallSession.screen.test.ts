import { describe, expect, it } from 'vitest';
import { DeviceError } from './devices/DevicePort.ts';
import { joinSending, reconnect } from './testing/createCall.ts';
import type { TestCall } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import { ada, me, peer, secret, snapshot } from './testing/roomFixtures.ts';

const nothingElse = { wanted: { microphone: false, camera: false } };

/** In the room, with a window shown to it. The next event is number 10. */
async function share(call: TestCall): Promise<void> {
  const sharing = call.session.setScreen(true);
  await settle();
  const sources = call.display.last.audio ? ['screenAudio', 'screen'] : ['screen'];
  for (const source of sources) {
    const produce = await call.server.next('produce');
    expect(sources).toContain(produce.params.source);
    expect(produce.params.muted).toBe(false);
    await produce.answer({ producerId: source });
  }
  await sharing;
}

const joined = () => joinSending(nothingElse);
const screenOf = (call: TestCall) => call.session.getSnapshot().self.screen;

describe('sharing the screen', () => {
  it('shows what was picked, and says so once the room has it', async () => {
    const call = await joined();
    await share(call);
    expect(screenOf(call)).toMatchObject({ wanted: true, actual: 'on', trackId: 'self:screen', isOwnTab: false });
    expect(call.engines.last.sent.get('screen')).toMatchObject({ track: call.display.last.video, isPaused: false });
  });

  it('sends the sound beside it where there is one', async () => {
    const call = await joined();
    call.display.hasAudio = true;
    await share(call);
    expect(call.engines.last.sent.get('screenAudio')).toMatchObject({ track: call.display.last.audio });
  });

  it('closes it in the room when it is stopped, and lets go of the window at once', async () => {
    const call = await joined();
    await share(call);
    void call.session.setScreen(false);
    expect(call.display.last.video.readyState).toBe('ended');
    expect(screenOf(call)).toMatchObject({ wanted: false, actual: 'off' });
    expect((await call.server.next('closeSource')).params).toEqual({ source: 'screen' });
  });

  it("stops with the browser's own button, and is not broken by it", async () => {
    const call = await joined();
    await share(call);
    call.display.last.video.end();
    expect(screenOf(call)).toMatchObject({ wanted: false, actual: 'off' });
    expect(await call.server.open()).toEqual(['closeSource']);
  });

  it('is off, and no fault, when the person chooses nothing', async () => {
    const call = await joined();
    call.display.refusal = new DeviceError('denied');
    await call.session.setScreen(true);
    expect(screenOf(call)).toEqual({ wanted: false, actual: 'off', isOwnTab: false });
    expect(await call.server.open()).toEqual([]);
  });

  it('says when the browser cannot do it', async () => {
    const call = await joined();
    call.display.refusal = new DeviceError('missing');
    await call.session.setScreen(true);
    expect(screenOf(call)).toMatchObject({ actual: 'failed', fault: 'missing' });
  });

  it('asks one question at a time, and tells that it asks', async () => {
    const call = await joined();
    let choose = () => undefined as void;
    call.display.choice = new Promise((resolve) => (choose = resolve));
    void call.session.setScreen(true);
    void call.session.setScreen(true);
    expect(screenOf(call).actual).toBe('starting');
    choose();
    await settle();
    expect(call.display.picked).toHaveLength(1);
  });

  it('warns whoever shows the call itself', async () => {
    const call = await joined();
    call.display.isOwnTab = true;
    await share(call);
    expect(screenOf(call).isOwnTab).toBe(true);
  });

  it('[MO4] stops when a host stops it, and does not start again by itself', async () => {
    const call = await joined();
    call.display.hasAudio = true;
    await share(call);
    await call.server.notify('sourceRemoved', { peerId: me, source: 'screen', byPeerId: ada }, 3);
    expect(screenOf(call)).toMatchObject({ wanted: false, actual: 'off' });
    expect(call.display.last.video.readyState).toBe('ended');
    expect(call.display.last.audio?.readyState).toBe('ended');
    expect(call.engines.last.sent.get('screen')?.isClosed).toBe(true);
    expect(await call.server.open()).not.toContain('produce');
  });

  it('[P4] stopped while signaling is away, it is closed right after the resume', async () => {
    const call = await joined();
    await share(call);
    await call.server.cut();
    await call.session.setScreen(false);
    expect(call.display.last.video.readyState).toBe('ended');
    const shown = peer(me, 'Me', [{ source: 'screen', muted: false }]);
    await reconnect(call, {
      resumeSecret: secret('b'),
      missed: { room: snapshot(5, shown) },
    });
    expect((await call.server.next('closeSource')).params).toEqual({ source: 'screen' });
  });

  it('ends with the call, also while the person still chooses', async () => {
    const call = await joined();
    let choose = () => undefined as void;
    call.display.choice = new Promise((resolve) => (choose = resolve));
    void call.session.setScreen(true);
    call.session.leave();
    choose();
    await settle();
    expect(call.display.last.video.readyState).toBe('ended');
  });
});
