import type { ConsumerOffer, StandbyOffer } from '@confab/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MediaEngine } from './media/MediaEngine.ts';
import { UnsupportedMediaError } from './media/MediaEngine.ts';
import { joinSending, reconnect } from './testing/createCall.ts';
import { FakeEngine } from './testing/FakeEngine.ts';
import { settle } from './testing/FakeServer.ts';
import { ada, bob, consumerOffer, mediaOffer, peer, secret } from './testing/roomFixtures.ts';

const [voice, face] = (['microphone', 'camera'] as const).map((source) => ({ source, muted: false }));
const trackIds = [`${ada}:microphone`, `${ada}:camera`, `${bob}:microphone`];

const refusals = [new Error('no more connections'), new UnsupportedMediaError()];

/** What Ada and Bob send, as it is offered for these transports. */
const streamsOf = (id: number): ConsumerOffer[] => [
  consumerOffer(`a${id}`, ada, 'microphone'),
  consumerOffer(`f${id}`, ada, 'camera'),
  consumerOffer(`b${id}`, bob, 'microphone'),
];
const shownOf = (id: number) => [`audio-of-a${id}`, `video-of-f${id}`, `audio-of-b${id}`];

function standbyOffer(id: number, offer: Partial<StandbyOffer> = {}): StandbyOffer {
  const { mediaEpoch: _, ...transports } = mediaOffer(id);
  return { ...transports, sources: ['microphone', 'camera'], consumers: streamsOf(id), ...offer };
}

/** In a room with Ada and Bob, who are heard and seen by the first engine as we are. */
async function joinOthers() {
  const call = await joinSending();
  const { session, server, engines, clock } = call;
  await server.notify('peerJoined', { peer: peer(ada, 'Ada', [voice!, face!]) }, 4);
  await server.notify('peerJoined', { peer: peer(bob, 'Bob', [voice!]) }, 5);
  await server.notify('consumersAdded', { mediaEpoch: 1, consumers: streamsOf(1) });
  await server.answer('resumeConsumers', {});
  return {
    ...call,
    standBy: (id: number, offer?: Partial<StandbyOffer>) =>
      server.notify('mediaStandby', { standby: standbyOffer(id, offer) }),
    endStandby: () => server.notify('mediaStandby', {}),
    reset: (id: number) => server.notify('mediaReset', { media: mediaOffer(id) }),
    /** By their send transports, in the order in which they were made; those in brackets are closed. */
    made: () =>
      engines.made.map(({ options: { offer }, isClosed }) =>
        isClosed ? `(${offer.sendTransport.transportId})` : offer.sendTransport.transportId,
      ),
    shown: () => trackIds.map((trackId) => session.tracks.get(trackId)?.id),
    /** Answers all that is asked on new transports. */
    welcome: async () => {
      await server.answer('startReceiving', {});
      await server.answer('resumeConsumers', {});
      for (const producerId of ['p1', 'p2']) await (await server.next('produce')).answer({ producerId });
    },
    /** What is announced on these transports. */
    produced: async (id: number) => {
      await server.flush();
      const asked = server.log.filter(({ params }) => params['transportId'] === `send-${id}`);
      return asked.map(({ params }) => `${String(params['source'])}${params['muted'] ? ', muted' : ''}`);
    },
    /** What new transports are asked for with. */
    askedAnew: () => {
      clock.advance(0);
      clock.advance(0);
      return server.next('resume');
    },
  };
}

type Call = Awaited<ReturnType<typeof joinOthers>>;

/** Gone over to a standby. */
async function goneOver() {
  const call = await joinOthers();
  await call.standBy(2);
  await call.reset(2);
  return call;
}

const engineOf = ({ engines }: Call, index: number): FakeEngine => engines.made[index]!;
const pathOf = ({ engines }: Call) => engines.last.options.onPath;

/** Of the newest engine, for good. */
async function losePath({ clock, server, engines }: Call) {
  engines.last.options.onPath('receive', 'failed');
  clock.advance(0);
  await (await server.next('restartIce')).refuse('notFound');
}

afterEach(() => void vi.restoreAllMocks());

describe('a standby', () => {
  it('[ME11] is set up beside the engine in use, and nothing is asked, sent or shown of it', async () => {
    const call = await joinOthers();
    const before = { asked: call.server.methods, snapshot: call.session.getSnapshot() };
    await call.standBy(2);

    const standby = engineOf(call, 1);
    expect(call.made()).toEqual(['send-1', 'send-2']);
    expect(call.engines.made.map(({ options }) => options.isStandby)).toEqual([false, true]);
    expect([standby.primed, standby.negotiated]).toEqual([['microphone', 'camera'], [['a2', 'f2', 'b2']]]);
    expect([standby.hasBegun, standby.sent.size]).toEqual([false, 0]);
    expect(call.server.methods).toEqual(before.asked);
    expect(call.shown()).toEqual(shownOf(1));
    expect(call.session.getSnapshot()).toBe(before.snapshot);
  });

  it('[ME11] negotiates our sources in their order, each with its own track, or a stand-in where it is off', async () => {
    const call = await joinOthers();
    void call.session.setCamera(false);
    await call.server.answer('setMuted', {});
    const prime = vi.spyOn(FakeEngine.prototype as MediaEngine, 'prime');
    await call.standBy(2, { sources: ['camera', 'microphone'] });
    await call.standBy(3);
    expect(prime.mock.calls.map(([source, track]) => [source, track.id])).toEqual([
      ['camera', 'video-of-black'],
      ['microphone', call.devices.last('audio').id],
      ['microphone', call.devices.last('audio').id],
      ['camera', 'video-of-black'],
    ]);
    expect(call.standIns.open).toBe(1);
    // It waits there for the camera.
    await call.reset(3);
    expect([await call.produced(3), engineOf(call, 2).primed]).toEqual([['microphone'], ['camera']]);
  });

  it('[ME11] is closed when there is none any more', async () => {
    const call = await joinOthers();
    await call.standBy(2);
    await call.endStandby();
    expect([call.made(), engineOf(call, 1).isReplaced]).toEqual([['send-1', '(send-2)'], false]);
    expect(call.session.getSnapshot().media).toBe('connected');
  });

  it('[ME11] takes the place of the one before', async () => {
    const call = await joinOthers();
    await call.standBy(2);
    await call.standBy(3);
    expect(call.made()).toEqual(['send-1', '(send-2)', 'send-3']);
    await call.reset(3);
    expect([call.made(), call.shown()]).toEqual([['(send-1)', '(send-2)', 'send-3'], shownOf(3)]);
  });

  it('[ME11] is of no use when other transports come', async () => {
    const call = await joinOthers();
    await call.standBy(2);
    await call.reset(3);
    expect(call.made()).toEqual(['(send-1)', '(send-2)', 'send-3']);
    expect(call.engines.made.map(({ hasBegun }) => hasBegun)).not.toContain(true);
    expect(call.engines.last.options.isStandby).toBe(false);
  });

  it.each([
    ['another one comes', (call: Call) => call.standBy(3), ['send-1', 'send-3', '(send-2)']],
    ['there is none any more', (call: Call) => call.endStandby(), ['send-1', '(send-2)']],
    ['other transports come', (call: Call) => call.reset(3), ['(send-1)', 'send-3', '(send-2)']],
    ['its own transports come', (call: Call) => call.reset(2), ['(send-1)', '(send-2)']],
    ['the call is left', (call: Call) => call.session.leave(), ['(send-1)', '(send-2)']],
  ] as const)('[ME11] that is being made is closed when %s', async (_, happen, made) => {
    const call = await joinOthers();
    let make = (): void => undefined;
    call.engines.gate = new Promise((resolve) => (make = resolve));
    await call.standBy(2);
    call.engines.gate = undefined;
    await happen(call);
    call.engines.connects = false;
    const { pending } = call.clock;
    make();
    await settle();
    expect([call.made(), call.engines.last.primed]).toEqual([made, []]);
    // Nobody watches its path any more.
    expect(call.clock.pending).toBe(pending - 1);
  });

  it('[ME11] that ends while a source is negotiated does not go on with the next', async () => {
    const call = await joinOthers();
    let negotiated = (): void => undefined;
    vi.spyOn(FakeEngine.prototype, 'prime').mockReturnValueOnce(new Promise((resolve) => (negotiated = resolve)));
    await call.standBy(2);
    await call.endStandby();
    negotiated();
    await settle();
    expect([call.made(), call.engines.last.primed, call.engines.last.negotiated]).toEqual([
      ['send-1', '(send-2)'],
      [],
      [],
    ]);
  });

  it('[ME11] ends with the call, and so do the stand-ins', async () => {
    const call = await joinOthers();
    void call.session.setCamera(false);
    await call.server.answer('setMuted', {});
    call.engines.connects = false;
    await call.standBy(2);
    expect(call.standIns.open).toBe(1);
    call.session.leave();
    expect(call.made()).toEqual(['(send-1)', '(send-2)']);
    expect([call.standIns.open, call.clock.pending]).toEqual([0, 0]);
  });

  it.each(refusals)('[ME11] that cannot be made (%s) does no harm', async (refusal) => {
    const call = await joinOthers();
    const [before, { pending }] = [call.session.getSnapshot(), call.clock];
    call.engines.refusal = refusal;
    await call.standBy(2);
    expect([call.made(), call.session.repairs, call.clock.pending]).toEqual([['send-1'], [], pending]);
    expect(call.session.getSnapshot()).toBe(before);
  });

  it.each([
    ['whose path is lost', losePath],
    ['that the sfu refuses', ({ engines }: Call) => engines.last.options.onBroken()],
  ] as const)('[ME11] %s is dropped, and nobody is told', async (_, breakIt) => {
    const call = await joinOthers();
    await call.standBy(2);
    const seen = new Set<string>();
    call.session.subscribe(() => void seen.add(call.session.getSnapshot().media));
    await breakIt(call);
    call.clock.advance(0);
    expect([call.made(), await call.server.open()]).toEqual([['send-1', '(send-2)'], []]);
    expect([[...seen], call.session.repairs, call.shown()]).toEqual([[], [], shownOf(1)]);
  });

  it('[ME11] whose transports come before it is set up is not used, and new ones are asked for', async () => {
    const call = await joinOthers();
    let negotiated = (): void => undefined;
    const receive = vi.spyOn(FakeEngine.prototype, 'receive');
    receive.mockReturnValueOnce(new Promise((resolve) => (negotiated = () => resolve([]))));
    await call.standBy(2);
    await call.reset(2);
    expect([call.made(), call.session.getSnapshot().media]).toEqual([['(send-1)', '(send-2)'], 'repairing']);
    const resume = await call.askedAnew();
    expect(resume.params.mediaEpoch).toBe(0);
    negotiated();
    await settle();
    expect([receive.mock.calls.length, engineOf(call, 1).hasBegun, call.shown()]).toEqual([1, false, shownOf(1)]);

    await resume.answer({ resumeSecret: secret('b'), missed: { events: [] }, media: mediaOffer(3) });
    expect(call.made()).toEqual(['(send-1)', '(send-2)', 'send-3']);
  });

  it.each([
    ['has not connected', 'send-2', (call: Call) => ((call.engines.connects = false), call.standBy(2))],
    ['is interrupted', 'send-2', (call: Call) => call.standBy(2).then(() => pathOf(call)('receive', 'interrupted'))],
    ['cannot send yet', 'send-2', (call: Call) => call.standBy(2).then(() => pathOf(call)('send', 'connecting'))],
    ['lacked a track of ours', '(send-2)', (call: Call) => call.standBy(2, { sources: ['microphone', 'screen'] })],
    ['has lost its path', '(send-2)', (call: Call) => call.standBy(2).then(() => losePath(call))],
    ['is gone already', '(send-2)', (call: Call) => call.standBy(2).then(() => call.endStandby())],
    ['was never made', undefined, (call: Call) => ((call.engines.refusal = new Error('no')), call.standBy(2))],
  ] as const)('[ME11] whose transports come when it %s makes the client ask for others', async (_, before, prepare) => {
    const call = await joinOthers();
    await prepare(call);
    call.engines.refusal = undefined;
    expect(call.made()[1]).toBe(before);
    await call.reset(2);
    expect(call.made()).toEqual(before ? ['(send-1)', '(send-2)'] : ['(send-1)']);
    expect(call.engines.made.map(({ hasBegun }) => hasBegun)).not.toContain(true);
    expect((await call.askedAnew()).params.mediaEpoch).toBe(0);
    expect(call.session.getSnapshot().media).toBe('repairing');
  });
});

describe('after the loss that a standby was made for', () => {
  it('[ME11] it takes the place of the first engine, with all that it has set up', async () => {
    const call = await goneOver();
    const [first, second] = [engineOf(call, 0), engineOf(call, 1)];
    expect([call.made(), first.isReplaced, second.hasBegun]).toEqual([['(send-1)', 'send-2'], true, true]);
    expect([call.shown(), second.negotiated.length]).toEqual([shownOf(2), 1]);
    // Nothing of this waits for the answer to anything else of it.
    const asked = await call.server.open();
    expect(asked.toSorted()).toEqual(['produce', 'produce', 'resumeConsumers', 'startReceiving']);
    expect((await call.server.next('resumeConsumers')).params).toEqual({ consumerIds: ['a2', 'f2', 'b2'] });
  });

  it('[ME11] our own sources go out by it', async () => {
    const call = await goneOver();
    expect(await call.produced(2)).toEqual(['microphone', 'camera']);
    await call.welcome();
    const { sent, primed } = engineOf(call, 1);
    const tracks = [call.devices.last('audio'), call.devices.last('video')];
    expect([...sent.values()]).toEqual(tracks.map((track) => ({ track, isPaused: false, isClosed: false })));
    expect(primed).toEqual([]);
    const { self, media } = call.session.getSnapshot();
    expect([self.microphone.actual, self.camera.actual, media]).toEqual(['on', 'on', 'connected']);
    expect(call.session.repairs.map(({ step, reason }) => [step, reason])).toEqual([['rebuild', 'serverLost']]);
  });

  it('[ME11] [MU6] what is muted stays muted, and nobody is muted or unmuted by it', async () => {
    const call = await joinOthers();
    await call.server.notify('muteChanged', { peerId: ada, source: 'camera', muted: true }, 6);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    const before = call.session.getSnapshot();
    await call.standBy(2);
    await call.reset(2);
    expect(await call.produced(2)).toEqual(['microphone, muted', 'camera']);
    await call.welcome();

    const { sent } = engineOf(call, 1);
    expect([sent.get('microphone')?.isPaused, sent.get('camera')?.isPaused]).toEqual([true, false]);
    expect(call.devices.last('audio').enabled).toBe(false);
    expect(call.server.methods.filter((method) => method === 'setMuted')).toHaveLength(1);
    expect(call.session.getSnapshot()).toMatchObject({ self: before.self, peers: before.peers });
  });

  it('[ME11] a microphone that is muted before its answer is there stays silent', async () => {
    const call = await joinOthers();
    // The fake pauses what was primed, which a real engine does not with a standby.
    await call.standBy(2, { sources: [] });
    await call.reset(2);
    void call.session.setMicrophone(false);
    await call.welcome();
    expect((await call.server.next('setMuted')).params).toEqual({ source: 'microphone', muted: true });
    expect(engineOf(call, 1).sent.get('microphone')?.isPaused).toBe(true);
    expect(call.devices.last('audio').enabled).toBe(false);
  });

  it('[ME11] what is offered again is not set up again, and what is new is', async () => {
    const call = await goneOver();
    await call.welcome();
    const more = consumerOffer('m2', bob, 'camera');
    await call.server.notify('consumersAdded', { mediaEpoch: 2, consumers: streamsOf(2) });
    expect([engineOf(call, 1).negotiated, await call.server.open()]).toEqual([[['a2', 'f2', 'b2']], []]);
    await call.server.notify('consumersAdded', { mediaEpoch: 2, consumers: [...streamsOf(2), more] });
    expect(engineOf(call, 1).negotiated).toEqual([['a2', 'f2', 'b2'], ['m2']]);
    expect((await call.server.next('resumeConsumers')).params).toEqual({ consumerIds: ['m2'] });
  });

  it('[ME11] it is repaired as any other', async () => {
    const call = await goneOver();
    await call.welcome();
    engineOf(call, 1).options.onPath('receive', 'interrupted');
    expect(call.session.getSnapshot().media).toBe('repairing');
    engineOf(call, 1).options.onPath('receive', 'connected');
    expect(call.session.getSnapshot().media).toBe('connected');
    engineOf(call, 1).options.onBroken();
    expect([call.made(), (await call.askedAnew()).params.mediaEpoch]).toEqual([['(send-1)', '(send-2)'], 0]);
  });

  it('[ME11] another one may stand by for the next loss', async () => {
    const call = await goneOver();
    await call.welcome();
    await call.standBy(3);
    expect([call.made(), call.shown()]).toEqual([['(send-1)', 'send-2', 'send-3'], shownOf(2)]);
    await call.reset(3);
    await call.welcome();
    expect([call.made(), call.shown()]).toEqual([['(send-1)', '(send-2)', 'send-3'], shownOf(3)]);
    expect(call.session.getSnapshot().media).toBe('connected');
  });

  it('[ME11] a socket that was lost meanwhile has changed nothing', async () => {
    const call = await joinOthers();
    await call.standBy(2);
    await call.server.cut();
    await reconnect(call, { resumeSecret: secret('b'), missed: { events: [] } });
    expect(call.made()).toEqual(['send-1', 'send-2']);
    await call.reset(2);
    expect([call.made(), call.shown()]).toEqual([['(send-1)', 'send-2'], shownOf(2)]);
  });
});
