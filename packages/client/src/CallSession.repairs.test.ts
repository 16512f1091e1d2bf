import { describe, expect, it } from 'vitest';
import type { TestCall } from './testing/createCall.ts';
import { joinSending } from './testing/createCall.ts';
import { bob, joinResult, mediaOffer, peer, secret, snapshot } from './testing/roomFixtures.ts';

const joined = () => joinSending({ wanted: { camera: false, microphone: false } });
/** What has been done so far, with its reason, and what the page shows of it. */
const told = ({ session }: TestCall) => ({
  done: session.repairs.map(({ step, reason, direction }) => [step, reason, direction].flatMap((one) => one ?? [])),
  media: session.getSnapshot().media,
});
const resumed = { resumeSecret: secret('b'), missed: { events: [] } };

describe('each repair is written down with its reason', () => {
  it.each([
    ['interrupted', 1_000, 'pathInterrupted', 'repairing'],
    ['failed', 0, 'pathFailed', 'repairing'],
    ['connecting', 10_000, 'pathSlow', 'connecting'],
  ] as const)('a path that is %s is restarted', async (state, afterMs, reason, media) => {
    const call = await joined();
    call.engines.last.options.onPath('receive', state);
    // By and by: what is not answered in time is another fault.
    for (let ms = 0; ms <= afterMs; ms += 1_000) {
      call.clock.advance(ms === 0 ? 0 : 1_000);
      await call.server.flush();
    }
    await call.server.answer('restartIce', { iceParameters: mediaOffer(1).recvTransport.iceParameters });
    expect(told(call)).toEqual({ done: [['restartIce', reason, 'receive']], media });
  });

  it('transports that are refused are made anew, once for all that comes of it', async () => {
    const call = await joined();
    call.engines.last.options.onBroken();
    expect(told(call)).toEqual({ done: [['rebuild', 'refused']], media: 'repairing' });
    call.clock.advance(0);
    call.clock.advance(0);
    await call.server.answer('resume', { ...resumed, media: mediaOffer(2) });
    await call.server.answer('startReceiving', {});
    expect(told(call)).toEqual({ done: [['rebuild', 'refused']], media: 'connected' });
  });

  it('a path that no restart helps is made anew', async () => {
    const call = await joined();
    call.engines.last.options.onPath('send', 'failed');
    call.clock.advance(0);
    await (await call.server.next('restartIce')).refuse('notFound');
    expect(told(call)).toEqual({ done: [['rebuild', 'pathLost']], media: 'repairing' });
  });

  it.each([true, false])('what the server has lost is made anew (told before: %s)', async (isToldBefore) => {
    const call = await joined();
    if (isToldBefore) await call.server.notify('mediaLost', {});
    await call.server.notify('mediaReset', { media: mediaOffer(2) });
    await call.server.answer('startReceiving', {});
    expect(told(call)).toEqual({ done: [['rebuild', 'serverLost']], media: 'connected' });
  });

  it('a seat that is gone is taken anew', async () => {
    const call = await joined();
    await call.server.cut();
    call.clock.advance(0);
    await (await call.server.next('resume')).refuse('notFound');
    await call.server.answer('join', { ...joinResult(), peerId: bob, room: snapshot(1, peer(bob, 'Me')) });
    expect(told(call).done).toEqual([['rejoin', 'seatLost']]);
  });

  it('a connection that was lost for a moment is none', async () => {
    const call = await joined();
    await call.server.cut();
    call.clock.advance(0);
    await call.server.answer('resume', resumed);
    expect(told(call)).toEqual({ done: [], media: 'connected' });
  });
});
