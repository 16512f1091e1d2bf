import { describe, expect, it } from 'vitest';
import type { TestCall } from './testing/createCall.ts';
import { createCall } from './testing/createCall.ts';
import { ada, consumerOffer, joinResult, me, mediaOffer, peer } from './testing/roomFixtures.ts';

const adaSends = peer(ada, 'Ada', [{ source: 'camera', muted: false }]);
const pathOf = (rttMs: number) =>
  new Map([
    ['P', { type: 'candidate-pair', selected: true, responsesReceived: 1, currentRoundTripTime: rttMs / 1_000 }],
  ]);

/** From now on setting up takes until the returned function is called. */
function holdUp({ engines, server }: TestCall): () => Promise<void> {
  let finish = () => undefined as void;
  engines.last.negotiation = new Promise((resolve) => (finish = resolve));
  return async () => {
    finish();
    await server.flush();
  };
}

/** In a warm lobby so far away, where its silence took so long to set up; what is offered then is expected to take twice that. */
async function openWarm({ rttMs, setUpMs }: { rttMs: number | undefined; setUpMs: number }): Promise<TestCall> {
  const call = createCall({ prepare: 'warm' });
  const { server, engines } = call;
  await call.session.openLobby();
  await server.answer('look', { admission: 'enter', inside: { peerCount: 1, displayNames: ['Ada'] } });
  await server.answer('warmUp', { media: mediaOffer(1) });
  await server.answer('startReceiving', {});
  for (const id of ['silence', 'black']) await (await server.next('produce')).answer({ producerId: id });
  for (const direction of ['send', 'receive'] as const) engines.last.options.onPath(direction, 'connected');
  if (rttMs !== undefined) engines.last.stats = { ...engines.last.stats, receivePath: pathOf(rttMs) };
  const finish = holdUp(call);
  await server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('own', me, 'microphone')] });
  call.clock.advance(setUpMs);
  await finish();
  return call;
}

async function join(call: TestCall): Promise<void> {
  const joining = call.session.join();
  await call.server.answer('join', joinResult({ peers: [peer(me, 'Me'), adaSends] }));
  await joining;
}

/** Ada's camera is offered; says when it is set up. */
async function offer(call: TestCall): Promise<() => Promise<void>> {
  const finish = holdUp(call);
  await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('c2', ada, 'camera')] });
  return finish;
}

async function confirmedAfter({ clock, server }: TestCall, ms: number): Promise<number> {
  clock.advance(ms);
  await server.flush();
  return server.methods.filter((method) => method === 'resumeConsumers').length;
}

describe('[ME7] what is offered after the click is confirmed', () => {
  it('before it is set up, by as much as a round trip takes', async () => {
    const call = await openWarm({ rttMs: 50, setUpMs: 45 });
    await join(call);
    const finish = await offer(call);
    expect(await confirmedAfter(call, 39)).toBe(0);
    expect(await confirmedAfter(call, 1)).toBe(1);
    await finish();
    expect(await confirmedAfter(call, 0)).toBe(1);
    expect(call.session.tracks.get(`${ada}:camera`)?.kind).toBe('video');
  });

  it('once, when it is set up sooner than was thought', async () => {
    const call = await openWarm({ rttMs: 20, setUpMs: 200 });
    await join(call);
    await (
      await offer(call)
    )();
    expect(await confirmedAfter(call, 0)).toBe(1);
    expect(await confirmedAfter(call, 1_000)).toBe(1);
  });

  it.each([
    ['it comes from near by', 0],
    ['nobody knows from how far it comes', undefined],
  ])('only then when %s', async (_why, rttMs) => {
    const call = await openWarm({ rttMs, setUpMs: 45 });
    await join(call);
    const finish = await offer(call);
    expect(await confirmedAfter(call, 89)).toBe(0);
    await finish();
    expect(await confirmedAfter(call, 0)).toBe(1);
  });

  it('only then when it is offered long after', async () => {
    const call = await openWarm({ rttMs: 50, setUpMs: 45 });
    await join(call);
    for (let passed = 0; passed < 6_000; passed += 500) await confirmedAfter(call, 500);
    const finish = await offer(call);
    expect(await confirmedAfter(call, 500)).toBe(0);
    await finish();
    expect(await confirmedAfter(call, 0)).toBe(1);
  });

  it('once more when that was refused', async () => {
    const call = await openWarm({ rttMs: 100, setUpMs: 45 });
    await join(call);
    const finish = await offer(call);
    expect(await confirmedAfter(call, 0)).toBe(1);
    await (await call.server.next('resumeConsumers')).refuse('notFound');
    await finish();
    expect((await call.server.next('resumeConsumers')).params).toEqual({ consumerIds: ['c2'] });
  });

  it('not at all when it has ended meanwhile', async () => {
    const call = await openWarm({ rttMs: 50, setUpMs: 45 });
    await join(call);
    const finish = await offer(call);
    await call.server.notify('consumersClosed', { consumerIds: [consumerOffer('c2', ada, 'camera').consumerId] });
    expect(await confirmedAfter(call, 40)).toBe(0);
    await finish();
    expect(await confirmedAfter(call, 0)).toBe(0);
  });
});
