import type { Result } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import type { CallSessionOptions } from '../CallSession.ts';
import { CallSession } from '../CallSession.ts';
import { FakeDevices } from './FakeDevices.ts';
import { FakeDisplay } from './FakeDisplay.ts';
import { FakeEffects } from './FakeEffect.ts';
import { FakeEngines } from './FakeEngine.ts';
import { FakeLinks } from './FakeLink.ts';
import { FakePage } from './FakePage.ts';
import { FakeStandIns } from './FakeStandIns.ts';
import { FakeServer } from './FakeServer.ts';
import { FakeTabs } from './FakeTabs.ts';
import { joinResult, me } from './roomFixtures.ts';

export type TestCall = ReturnType<typeof createCall>;

/** A session on fakes all around. */
export function createCall(options: Partial<CallSessionOptions> = {}, tabs = new FakeTabs()) {
  const server = new FakeServer();
  const devices = new FakeDevices();
  const display = new FakeDisplay();
  const effects = new FakeEffects();
  const engines = new FakeEngines();
  const links = new FakeLinks();
  const standIns = new FakeStandIns();
  const clock = new FakeClock();
  const page = new FakePage();
  const session = new CallSession(
    {
      roomId: 'room',
      displayName: 'Me',
      signalingUrl: 'ws://test/ws',
      isDirectAllowed: false,
      prepare: 'cold',
      ...options,
    },
    {
      openSocket: server.openSocket,
      devices,
      display,
      effects,
      tabs,
      openMeter: () => ({ peak: () => 0.5, close: () => undefined }),
      loadEngine: engines.load,
      openDirectLink: links.open,
      createStandIns: standIns.create,
      clock,
      page,
      random: () => 1,
    },
  );
  return { session, server, devices, display, effects, tabs, engines, links, standIns, clock, page };
}

/** In the room, able to receive, with whatever is wanted on its way. */
export async function joinCall(call: TestCall, result: Result<'join'> = joinResult()): Promise<void> {
  const joining = call.session.join();
  await call.server.answer('join', result);
  await joining;
  await call.server.answer('startReceiving', {});
}

/** In the room with all that was wanted sent and flowing. */
export async function joinSending(options: Partial<CallSessionOptions> = {}): Promise<TestCall> {
  const call = createCall(options);
  await joinCall(call);
  let seq = joinResult().room.seq;
  while ((await call.server.open()).includes('produce')) {
    const produce = await call.server.next('produce');
    const { source, muted } = produce.params;
    await call.server.notify('sourceAdded', { peerId: me, source, muted }, ++seq);
    await produce.answer({ producerId: 'produced' });
  }
  return call;
}

/** The socket is cut and comes back; what the client asks then is the test's to answer. */
export async function reconnect(call: TestCall, result: Result<'resume'>): Promise<void> {
  call.clock.advance(1_500);
  await call.server.answer('resume', result);
}
