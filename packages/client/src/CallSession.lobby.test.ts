import type { Result } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import type { CallSessionOptions } from './CallSession.ts';
import type { TestCall } from './testing/createCall.ts';
import { createCall } from './testing/createCall.ts';
import { ada, consumerOffer, joinResult, me, mediaOffer, peer } from './testing/roomFixtures.ts';

const inside: Result<'look'> = { admission: 'enter', inside: { peerCount: 1, displayNames: ['Ada'] } };
const adaSends = peer(ada, 'Ada', [{ source: 'camera', muted: false }]);

/** In the lobby, with the answers to what is asked first. */
async function openLobby(look: Result<'look'> = inside, options: Partial<CallSessionOptions> = {}): Promise<TestCall> {
  const call = createCall({ prepare: 'hot', ...options });
  await call.session.openLobby();
  await call.server.answer('look', look);
  return call;
}

/** Connected, with Ada's camera and its own silence set up. */
async function warmUp(call: TestCall): Promise<void> {
  const { server, engines } = call;
  await server.answer('warmUp', { media: mediaOffer(1) });
  await server.answer('startReceiving', {});
  for (const id of ['silence', 'black']) await (await server.next('produce')).answer({ producerId: id });
  for (const direction of ['send', 'receive'] as const) engines.last.options.onPath(direction, 'connected');
  await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('c1', ada, 'camera')] });
  await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('own', me, 'microphone')] });
}

const join = (result = joinResult({ peers: [peer(me, 'Me', ownSources), adaSends] })) => ({ result });
const ownSources = (['microphone', 'camera'] as const).map((source) => ({ source, muted: false }));

describe('CallSession in the lobby', () => {
  it.each([
    [inside, { people: ['Ada'], entry: 'free', readiness: 'cold' }],
    [{ admission: 'wait' }, { people: [], entry: 'ask', readiness: 'cold' }],
    [{ admission: 'locked' }, { people: [], entry: 'locked', readiness: 'cold' }],
    [{ admission: 'full' }, { people: [], entry: 'full', readiness: 'cold' }],
  ] as const)('[WA7] tells of %j', async (look, lobby) => {
    const call = await openLobby(look as Result<'look'>);
    expect(call.session.getSnapshot()).toMatchObject({ state: 'lobby', lobby });
  });

  it('looks again, and becomes ready when there is something to be ready for', async () => {
    const call = await openLobby({ admission: 'enter', inside: { peerCount: 0, displayNames: [] } });
    await call.server.answer('warmUp', {});
    call.clock.advance(5_000);
    await call.server.answer('look', inside);
    await warmUp(call);
    expect(call.session.getSnapshot().lobby).toEqual({ people: ['Ada'], entry: 'free', readiness: 'hot' });
    call.clock.advance(5_000);
    expect(await call.server.open()).toEqual(['look']);
  });

  it('[HE5] keeps nothing of a stream that ends in a lobby, where nobody looks at it', async () => {
    const call = await openLobby();
    await warmUp(call);
    const { consumerId } = consumerOffer('c1', ada, 'camera');
    await call.server.notify('consumersClosed', { consumerIds: [consumerId] });
    expect(call.engines.last.received.has(consumerId)).toBe(false);
    expect(call.session.tracks.get(`${ada}:camera`)).toBeUndefined();
  });

  it.each([
    [{ admission: 'wait' }, {}],
    [inside, { prepare: 'warm' }],
  ] as const)('[LO4] is warm with %j %j', async (look, options) => {
    const call = await openLobby(look as Result<'look'>, options);
    await warmUp(call);
    expect(call.session.getSnapshot().lobby?.readiness).toBe('warm');
  });

  it('[LO3] prepares with silence and black, never with a device, and lets nothing flow', async () => {
    const call = await openLobby();
    await warmUp(call);
    expect(call.server.log.filter(({ method }) => method === 'produce').map(({ params }) => params)).toMatchObject([
      { source: 'microphone', muted: true },
      { source: 'camera', muted: true },
    ]);
    expect([call.engines.last.sent.size, call.server.methods.includes('resumeConsumers')]).toEqual([0, false]);
    expect(call.session.getSnapshot().peers).toEqual([]);
  });

  it('[LO5] joins with one message: nothing is negotiated, what is wanted flows once the room says so', async () => {
    const call = await openLobby();
    await warmUp(call);
    const before = call.server.log.length;
    const joining = call.session.join();
    const asked = await call.server.next('join');
    expect(asked.params.warm).toEqual({
      consumerIds: ['c1', 'own'],
      sources: [
        { source: 'microphone', muted: false },
        { source: 'camera', muted: false },
      ],
    });
    expect(call.engines.last.sent.size).toBe(0);
    expect(call.devices.last('audio').enabled).toBe(false);
    await asked.answer(join().result);
    await joining;
    await call.server.flush();

    expect(call.server.log.slice(before).map(({ method }) => method)).toEqual(['join']);
    expect([call.engines.made.length, call.server.links.length, call.standIns.open]).toEqual([1, 1, 0]);
    const { self, peers, lobby, media } = call.session.getSnapshot();
    expect([self.microphone.actual, self.camera.actual, media, lobby]).toEqual(['on', 'on', 'connected', undefined]);
    expect(call.engines.last.sent.get('microphone')).toMatchObject({
      track: call.devices.last('audio'),
      isPaused: false,
    });
    expect(peers[0]?.sources[0]?.trackId).toBe(`${ada}:camera`);
    // What it was connected with.
    expect([...call.engines.last.received.keys()]).toEqual(['c1']);
  });

  it('[LO5] [MU6] joins muted with what was muted in the lobby', async () => {
    const call = await openLobby();
    await warmUp(call);
    await call.session.setMicrophone(false);
    await call.session.setCamera(false);
    const joining = call.session.join();
    const asked = await call.server.next('join');
    expect(asked.params.warm?.sources).toEqual([{ source: 'microphone', muted: true }]);
    await asked.answer(joinResult({ peers: [peer(me, 'Me', [{ source: 'microphone', muted: true }])] }));
    await joining;
    await call.server.flush();
    expect(call.engines.last.sent.get('microphone')?.isPaused).toBe(true);
    expect(call.session.getSnapshot().self.microphone).toMatchObject({ actual: 'off', room: 'muted' });

    // A camera that comes later needs no negotiation either.
    void call.session.setCamera(true);
    expect((await call.server.next('produce')).params).toMatchObject({ source: 'camera', muted: false });
  });

  it('[LO5] confirms what was set up after the click', async () => {
    const call = await openLobby();
    await warmUp(call);
    const joining = call.session.join();
    const asked = await call.server.next('join');
    await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('c2', ada, 'microphone')] });
    const both = [...adaSends.sources, { source: 'microphone' as const, muted: false }];
    await asked.answer(joinResult({ peers: [peer(me, 'Me'), peer(ada, 'Ada', both)] }));
    await joining;
    expect((await call.server.next('resumeConsumers')).params).toEqual({ consumerIds: ['c2'] });
  });

  it('[LO5] begins anew when the room gives other transports', async () => {
    const call = await openLobby();
    await warmUp(call);
    const joining = call.session.join();
    await call.server.answer('join', { ...join().result, media: mediaOffer(2) });
    await joining;
    await call.server.answer('startReceiving', {});
    expect([call.engines.made.length, call.engines.made[0]?.isClosed]).toEqual([2, true]);
  });

  it('joins without it when it is not ready yet', async () => {
    const call = await openLobby();
    await call.server.answer('warmUp', { media: mediaOffer(1) });
    const joining = call.session.join();
    const asked = await call.server.next('join');
    expect([asked.params.warm, call.engines.last.isClosed, call.server.links.length]).toEqual([undefined, true, 1]);
    await asked.answer({ ...joinResult(), media: mediaOffer(2) });
    await joining;
    expect(call.session.getSnapshot().state).toBe('in-call');
  });

  it('does nothing of it for who joins at once', async () => {
    const call = createCall({ prepare: 'hot' });
    void call.session.openLobby();
    void call.session.join();
    expect(await call.server.open()).toEqual(['join']);
  });

  it('[LO6] becomes ready again after it was lost while it waited for an sfu that was busy', async () => {
    const call = await openLobby();
    await call.server.answer('warmUp', { media: mediaOffer(1) });
    await (await call.server.next('startReceiving')).refuse('unavailable');
    await call.server.cut();
    call.clock.advance(1_000);
    await call.server.answer('look', inside);
    await warmUp(call);
    expect(call.session.getSnapshot().lobby?.readiness).toBe('hot');
  });

  it('[LO6] is cold when its media is lost, and becomes ready again', async () => {
    const call = await openLobby();
    await warmUp(call);
    await call.server.notify('mediaLost', {});
    expect(call.session.getSnapshot().lobby?.readiness).toBe('cold');
    expect(call.engines.last.isClosed).toBe(true);
    call.clock.advance(5_000);
    await call.server.answer('look', inside);
    await warmUp(call);
    expect(call.session.getSnapshot().lobby?.readiness).toBe('hot');
  });

  it('[LO6] comes again when its time is over, but not for who looks away until they look again', async () => {
    const call = await openLobby();
    await warmUp(call);
    await call.server.cut(4408);
    expect([call.session.getSnapshot().lobby?.readiness, call.engines.last.isClosed]).toEqual(['cold', true]);
    call.clock.advance(1_000);
    expect(call.server.links).toHaveLength(2);
    call.page.isSeen = false;
    await call.server.cut(4408);
    call.clock.advance(600_000);
    expect(call.server.links).toHaveLength(2);
    call.page.wake();
    expect(call.server.links).toHaveLength(3);
  });

  it('leaves nothing behind when it is left', async () => {
    const call = await openLobby();
    await warmUp(call);
    call.session.leave();
    await call.server.flush();
    expect([call.server.link.isOpen, call.engines.last.isClosed, call.standIns.open, call.page.listeners]).toEqual([
      false,
      true,
      0,
      0,
    ]);
  });

  it('[LO7] measures how long it took, and says it once', async () => {
    const call = await openLobby();
    await warmUp(call);
    const joining = call.session.join();
    call.clock.advance(60);
    await call.server.answer('join', join().result);
    await joining;
    call.clock.advance(20);
    await call.server.flush();
    call.engines.last.arrived.set('c1' as never, 1);
    call.clock.advance(20);
    await call.server.flush();
    expect(call.session.getSnapshot().joinMs).toEqual({ total: 100, phases: { seat: 60, path: 0, media: 40 } });
    const report = await call.server.next('reportJoin');
    expect(report.params).toEqual({ readiness: 'hot', total: 100, phases: { seat: 60, path: 0, media: 40 } });
    call.clock.advance(1_000);
    await report.answer({});
    expect(await call.server.open()).toEqual([]);
  });
});
