import { describe, expect, it } from 'vitest';
import type { CallSessionOptions } from './CallSession.ts';
import type { TestCall } from './testing/createCall.ts';
import { createCall, joinCall } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import { FakeTabs } from './testing/FakeTabs.ts';

const tabs = () => new FakeTabs();
const of = ({ session }: TestCall) => session.getSnapshot();
const open = async (browser: FakeTabs, options: Partial<CallSessionOptions> = {}): Promise<TestCall> => {
  const call = createCall({ displayName: 'Ada', wanted: { microphone: true, camera: false }, ...options }, browser);
  await call.session.openLobby();
  return call;
};
const join = async (browser: FakeTabs, options: Partial<CallSessionOptions> = {}) => {
  const call = await open(browser, options);
  await joinCall(call);
  return call;
};

describe('the same person in another tab', () => {
  it('is noticed in the lobby, and has the microphone off there, so that nothing howls', async () => {
    const browser = tabs();
    const first = await join(browser);
    const second = await open(browser);
    expect(of(second)).toMatchObject({ otherTab: true, self: { microphone: { wanted: false, actual: 'off' } } });
    expect(second.devices.last('audio').enabled).toBe(false);
    expect(of(first)).not.toHaveProperty('otherTab');
    expect(of(first).self.microphone.wanted).toBe(true);
  });

  it('is known to both when the second one joins all the same, and only the first is heard', async () => {
    const browser = tabs();
    const first = await join(browser);
    const second = await join(browser);
    expect([of(first).otherTab, of(second).otherTab]).toEqual([true, true]);
    expect([of(first).self.microphone.wanted, of(second).self.microphone.wanted]).toEqual([true, false]);
    expect((await second.server.next('produce')).params).toMatchObject({ muted: true });
  });

  it('is noticed without a lobby, too', async () => {
    const browser = tabs();
    await join(browser);
    const second = createCall({ displayName: 'ada ', wanted: { microphone: true, camera: false } }, browser);
    void second.session.join();
    expect(of(second)).toMatchObject({ otherTab: true, self: { microphone: { wanted: false } } });
  });

  it('may speak here if the person says so', async () => {
    const browser = tabs();
    await join(browser);
    const second = await open(browser);
    await second.session.setMicrophone(true);
    await joinCall(second);
    expect(of(second).self.microphone.wanted).toBe(true);
  });

  it.each([true, false])('hands over, with the microphone as it was there (on: %s)', async (wasOn) => {
    const browser = tabs();
    const first = await join(browser);
    await settle();
    void first.session.setMicrophone(wasOn);
    const second = await open(browser);
    second.session.takeOver();
    expect(of(first)).toMatchObject({ state: 'error', problem: 'replaced' });
    expect(of(second)).not.toHaveProperty('otherTab');
    expect(of(second).self.microphone.wanted).toBe(wasOn);
    expect(browser.count).toBe(1);
  });

  it('does not unmute whoever has muted meanwhile', async () => {
    const browser = tabs();
    await join(browser);
    const second = await open(browser);
    void second.session.setMicrophone(false);
    second.session.takeOver();
    expect(of(second).self.microphone.wanted).toBe(false);
  });

  it('that leaves by itself unmutes nobody', async () => {
    const browser = tabs();
    const first = await join(browser);
    const second = await open(browser);
    first.session.leave();
    expect(of(second)).not.toHaveProperty('otherTab');
    expect(of(second).self.microphone.wanted).toBe(false);
  });

  it('is nobody else in the same browser, nor the same one in another room or before the call', async () => {
    const browser = tabs();
    await open(browser);
    const bob = await join(browser, { displayName: 'Bob' });
    await join(browser, { roomId: 'elsewhere' });
    const ada = await join(browser);
    for (const call of [ada, bob]) expect(of(call)).toMatchObject({ self: { microphone: { wanted: true } } });
    expect([of(ada).otherTab, of(bob).otherTab]).toEqual([undefined, undefined]);
  });

  it('is noticed when the name is given at last', async () => {
    const browser = tabs();
    await join(browser);
    const second = await open(browser, { displayName: '' });
    expect(of(second)).not.toHaveProperty('otherTab');
    second.session.setDisplayName('Ada');
    expect(of(second)).toMatchObject({ otherTab: true, self: { microphone: { wanted: false } } });
  });

  it('is not made up by other things that speak', async () => {
    const browser = tabs();
    const call = await join(browser);
    for (const said of [
      null,
      7,
      'here',
      {},
      { tabId: 1, kind: 'here' },
      { tabId: 'x', kind: 'here', name: 'Ada' },
      { tabId: 'x', kind: 'takeOver' },
      { tabId: 'x', kind: 'bye' },
    ])
      browser.say(said);
    expect(of(call).state).toBe('in-call');
    expect(of(call)).not.toHaveProperty('otherTab');
  });
});
