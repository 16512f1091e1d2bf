import type { Source } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { joinCall, reconnect, type TestCall } from './testing/createCall.ts';
import { createCall } from './testing/createCall.ts';
import { ada, bob, consumerOffer, joinResult, me, mediaOffer, peer, secret, snapshot } from './testing/roomFixtures.ts';

const candidate = { candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null } };
const onlyMicrophone = { wanted: { microphone: true, camera: false } };
const toAda = (source: Source) => `${ada}:${source}`;
const heard = [{ source: 'microphone', muted: false }] as const;

/** In a room with Ada, whose voice comes by way of the sfu; ours goes there, too. */
async function talk(): Promise<TestCall & { tell: TestCall['server']['notify'] }> {
  const call = createCall({ ...onlyMicrophone, isDirectAllowed: true });
  const room = snapshot(2, peer(me, 'Me'), peer(ada, 'Ada', [...heard]));
  await joinCall(call, joinResult(room));
  await call.server.answer('allowDirect', {});
  const produce = await call.server.next('produce');
  await call.server.notify('sourceAdded', { peerId: me, source: 'microphone', muted: false }, 3);
  await produce.answer({ producerId: 'produced' });
  await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers: [consumerOffer('c1', ada, 'microphone')] });
  await call.server.answer('resumeConsumers', {});
  let seq = 3;
  const tell: TestCall['server']['notify'] = (name, data) => call.server.notify(name, data, ++seq);
  return { ...call, tell };
}

type Talk = Awaited<ReturnType<typeof talk>>;

/** The next look at what arrives. */
async function look({ clock, server }: Talk): Promise<void> {
  clock.advance(250);
  await server.flush();
}

async function goDirect(): Promise<Talk> {
  const call = await talk();
  await call.tell('topologyChanged', { topology: 'p2p', epoch: 1 });
  call.links.last.turn('connected');
  call.links.last.hear({ sending: ['microphone'], playing: ['microphone'] });
  call.links.last.receive(10, 'microphone');
  await look(call);
  return call;
}

const sfuTrackOf = ({ engines }: Talk) => [...engines.last.received.values()][0];
const shown = ({ session }: Talk) => session.tracks.get(toAda('microphone'));
const sentBySfu = ({ engines }: Talk) => engines.last.sent.get('microphone');

describe('a call of two', () => {
  it('says that it may be reached directly, and nothing of the kind when it may not', async () => {
    const silent = createCall({ ...onlyMicrophone, isDirectAllowed: false });
    await joinCall(silent);
    expect(silent.server.methods).not.toContain('allowDirect');
    await silent.server.notify('peerJoined', { peer: peer(ada, 'Ada', []) }, 2);
    await silent.server.notify('topologyChanged', { topology: 'p2p', epoch: 1 }, 3);
    expect(silent.links.opened).toEqual([]);
  });

  it('[TO9] looks for a path that is direct: none through a TURN server, whose detour is longer than the sfu’s', async () => {
    const call = createCall({ ...onlyMicrophone, isDirectAllowed: true });
    const stun = { urls: ['stun:stun.example.org'] };
    const turn = { urls: ['turn:turn.example.org'], username: 'u', credential: 'c' };
    const both = { ...turn, urls: [...stun.urls, ...turn.urls] };
    const room = joinResult(snapshot(2, peer(me, 'Me'), peer(ada, 'Ada', [...heard])));
    await joinCall(call, { ...room, media: { ...mediaOffer(1), iceServers: [stun, turn, both] } });
    await call.server.notify('topologyChanged', { topology: 'p2p', epoch: 1 }, 3);
    expect(call.links.last.options.iceServers).toEqual([stun]);
    // The sfu's own transports may use it: who is behind such a firewall has no other way.
    expect(call.engines.last.options.offer.iceServers).toContainEqual(turn);
  });

  it('[TO9] that finds no path directly stays by way of the sfu, tells the room, and loses nothing', async () => {
    const call = await talk();
    await call.tell('topologyChanged', { topology: 'p2p', epoch: 1 });
    const before = shown(call);
    call.links.last.turn('failed');
    expect((await call.server.next('giveUpDirect')).params).toEqual({ epoch: 1 });
    expect(shown(call)).toBe(before);
    expect(sentBySfu(call)?.isPaused).toBe(false);
    expect(call.session.getSnapshot().topology).toBe('sfu');
  });

  it('[TO7] is by way of the sfu until what comes directly is verified', async () => {
    const call = await talk();
    await call.tell('topologyChanged', { topology: 'p2p', epoch: 1 });
    const { last: link } = call.links;
    expect(link.sent.get('microphone')).toBe(call.devices.last('audio'));
    link.turn('connected');
    link.hear({ sending: ['microphone'] });
    link.receive(9, 'microphone');
    await look(call);
    expect(shown(call)).toBe(sfuTrackOf(call));
    expect(call.session.getSnapshot().topology).toBe('sfu');

    link.receive(1, 'microphone');
    await look(call);
    expect(shown(call)).toBe(link.trackOf('microphone'));
    expect(call.session.getSnapshot()).toMatchObject({
      topology: 'p2p',
      peers: [{ sources: [{ trackId: toAda('microphone') }] }],
    });
    // The other one still needs the sfu's.
    expect(sentBySfu(call)?.isPaused).toBe(false);
    expect(link.reports.at(-1)).toEqual({ sending: ['microphone'], playing: ['microphone'], isDone: false });
    link.hear({ sending: ['microphone'], playing: ['microphone'] });
    expect(sentBySfu(call)).toMatchObject({ isPaused: true, isClosed: false });
  });

  it('exchanges signals with the other one, of this path only', async () => {
    const call = await talk();
    await call.tell('topologyChanged', { topology: 'p2p', epoch: 1 });
    const { last: link } = call.links;
    // Exactly one of the two gives way.
    expect(link.options.isPolite).toBe(me < ada);
    link.options.signal(candidate);
    expect((await call.server.next('signal')).params).toEqual({ to: ada, epoch: 1, signal: candidate });
    await call.server.notify('signalled', { from: ada, epoch: 0, signal: candidate });
    await call.server.notify('signalled', { from: bob, epoch: 1, signal: candidate });
    expect(link.taken).toEqual([]);
    await call.server.notify('signalled', { from: ada, epoch: 1, signal: candidate });
    expect(link.taken).toEqual([candidate]);
  });

  it('[TO7] goes back make before break when a third one comes', async () => {
    const call = await goDirect();
    const { last: link } = call.links;
    expect(sentBySfu(call)?.isPaused).toBe(true);
    await call.tell('topologyChanged', { topology: 'sfu', epoch: 2 });
    // At once, before anything is known of what comes back.
    expect(sentBySfu(call)?.isPaused).toBe(false);
    expect(link.reports.at(-1)).toMatchObject({ playing: [], isDone: false });
    await look(call);
    expect(shown(call)).toBe(link.trackOf('microphone'));
    expect(call.session.getSnapshot().topology).toBe('p2p');

    for (const consumerId of call.engines.last.received.keys()) call.engines.last.arrived.set(consumerId, 15);
    await look(call);
    expect(shown(call)).toBe(sfuTrackOf(call));
    expect(call.session.getSnapshot().topology).toBe('sfu');
    expect(link.reports.at(-1)?.isDone).toBe(false);
    for (let looks = 0; looks < 10; looks++) await look(call);
    expect(link.reports.at(-1)?.isDone).toBe(true);
    // The other one may still hear us by it.
    expect([link.isClosed, link.sent.has('microphone')]).toEqual([false, true]);
    link.hear({ isDone: true });
    expect(link.isClosed).toBe(true);
  });

  it('hears what was said of the next path while the one before it was still in use', async () => {
    const call = await goDirect();
    await call.tell('topologyChanged', { topology: 'sfu', epoch: 2 });
    await call.tell('topologyChanged', { topology: 'p2p', epoch: 3 });
    await call.server.notify('signalled', { from: ada, epoch: 3, signal: candidate });
    expect(call.links.opened).toHaveLength(1);
    for (let looks = 0; looks < 70; looks++) await look(call);
    expect(call.links.opened).toHaveLength(2);
    expect(call.links.last.taken).toEqual([candidate]);
  });

  it('gives a path up that is lost, says so, and also when signaling was away meanwhile', async () => {
    const call = await goDirect();
    await call.server.cut();
    call.links.last.turn('interrupted');
    expect(sentBySfu(call)?.isPaused).toBe(false);
    await reconnect(call, { resumeSecret: secret('b'), missed: { events: [] } });
    expect((await call.server.next('giveUpDirect')).params).toEqual({ epoch: 1 });
    expect(call.links.opened).toHaveLength(1);
  });

  it('stays on the sfu in a browser that cannot open a direct path, and says so', async () => {
    const call = await talk();
    call.links.refusal = new Error('not here');
    await call.tell('topologyChanged', { topology: 'p2p', epoch: 1 });
    expect((await call.server.next('giveUpDirect')).params).toEqual({ epoch: 1 });
    expect(shown(call)).toBe(sfuTrackOf(call));
    expect(call.session.getSnapshot().topology).toBe('sfu');
  });

  it('[TO5] goes on directly while signaling is away', async () => {
    const call = await goDirect();
    await call.server.cut();
    for (let second = 0; second < 5; second++) {
      call.links.last.receive(50, 'microphone');
      await look(call);
    }
    expect(call.session.getSnapshot()).toMatchObject({ topology: 'p2p', signaling: 'reconnecting' });
    expect(call.links.last.sent.has('microphone')).toBe(true);
  });

  it('is over directly, too, when it is left', async () => {
    const call = await goDirect();
    call.session.leave();
    expect(call.links.last.isClosed).toBe(true);
    expect(call.session.getSnapshot().topology).toBe('sfu');
    expect(call.clock.pending).toBe(0);
  });

  it('follows who speaks by itself, for the sfu hears nobody', async () => {
    const call = await goDirect();
    const speakers = async (self: number, other: number) => {
      call.links.last.levels = { self, other };
      call.links.last.receive(10, 'microphone');
      await look(call);
      return call.session.getSnapshot().speakerIds;
    };
    expect(await speakers(0.1, 0.2)).toEqual([ada, me]);
    expect(await speakers(0.1, 0)).toEqual([me]);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    expect(await speakers(0.1, 0)).toEqual([]);
    await call.tell('muteChanged', { peerId: ada, source: 'microphone', muted: true });
    expect(await speakers(0, 0.2)).toEqual([]);
  });
});

describe('mute on a direct path', () => {
  it('[TO8] not one packet goes out from the press on, and none before the room has confirmed the unmute', async () => {
    const call = await goDirect();
    const { last: link } = call.links;
    void call.session.setMicrophone(false);
    expect([link.sent.has('microphone'), call.devices.last('audio').enabled]).toEqual([false, false]);
    await call.tell('muteChanged', { peerId: me, source: 'microphone', muted: true });
    await call.server.answer('setMuted', {});
    expect(link.reports.at(-1)?.sending).toEqual([]);

    void call.session.setMicrophone(true);
    const unmute = await call.server.next('setMuted');
    expect([link.sent.has('microphone'), call.devices.last('audio').enabled]).toEqual([false, false]);
    await call.tell('muteChanged', { peerId: me, source: 'microphone', muted: false });
    expect([link.sent.has('microphone'), call.devices.last('audio').enabled]).toEqual([false, false]);
    await unmute.answer({});
    expect([link.sent.has('microphone'), call.devices.last('audio').enabled]).toEqual([true, true]);
    // The sfu is not needed for it.
    expect(sentBySfu(call)?.isPaused).toBe(true);
  });

  it('[TO8] whoever the room mutes is silent, whoever did it', async () => {
    const call = await goDirect();
    await call.tell('muteChanged', { peerId: me, source: 'microphone', muted: true });
    expect([call.links.last.sent.has('microphone'), call.devices.last('audio').enabled]).toEqual([false, false]);
  });

  it('[TO8] also while the microphone is busy with something else', async () => {
    const call = await goDirect();
    call.devices.permission = new Promise(() => undefined);
    void call.session.selectMicrophone('mic-2');
    expect(call.links.last.sent.has('microphone')).toBe(true);
    await call.tell('muteChanged', { peerId: me, source: 'microphone', muted: true });
    expect(call.links.last.sent.has('microphone')).toBe(false);
  });

  it('[TO8] what the room says is muted is not played, whatever arrives', async () => {
    const call = await goDirect();
    const track = call.links.last.trackOf('microphone');
    expect(track?.enabled).toBe(true);
    await call.tell('muteChanged', { peerId: ada, source: 'microphone', muted: true });
    expect(track?.enabled).toBe(false);
    call.links.last.receive(100, 'microphone');
    await look(call);
    expect(track?.enabled).toBe(false);
    await call.tell('muteChanged', { peerId: ada, source: 'microphone', muted: false });
    expect(track?.enabled).toBe(true);
  });

  it('[TO8] what the room has dropped is neither shown nor played', async () => {
    const call = await goDirect();
    await call.tell('sourceRemoved', { peerId: ada, source: 'microphone' });
    expect(shown(call)).toBeUndefined();
    expect(call.links.last.trackOf('microphone')?.enabled).toBe(false);
  });
});

describe('a direct call while the sfu is replaced', () => {
  const microphoneOf = ({ devices }: Talk) => devices.last('audio');

  /** The old transports are gone; the new ones wait for the answer of `produce`. */
  async function replaceSfu(): Promise<{ call: Talk; cuts: Source[] }> {
    const call = await goDirect();
    const cuts: Source[] = [];
    const { last: link } = call.links;
    const send = link.send.bind(link);
    link.send = (source, track) => {
      if (!track) cuts.push(source);
      send(source, track);
    };
    await call.server.notify('mediaLost', {});
    await call.server.notify('mediaReset', { media: mediaOffer(2) });
    expect(call.engines.made).toHaveLength(2);
    return { call, cuts };
  }

  it('[P4] does not fall silent for a moment', async () => {
    const { call, cuts } = await replaceSfu();
    expect([call.links.last.sent.has('microphone'), microphoneOf(call).enabled]).toEqual([true, true]);
    expect(call.session.getSnapshot().self.microphone).toMatchObject({ wanted: true, actual: 'on' });
    await (await call.server.next('produce')).answer({ producerId: 'again' });
    expect([call.links.last.sent.has('microphone'), microphoneOf(call).enabled, cuts]).toEqual([true, true, []]);
    // It is there for a third one, and sends nothing as long as nobody needs it.
    expect(sentBySfu(call)).toMatchObject({ isPaused: true, isClosed: false });
    await call.tell('topologyChanged', { topology: 'sfu', epoch: 2 });
    expect(sentBySfu(call)?.isPaused).toBe(false);
  });

  it('[P1] [TO8] is silenced at once by whoever mutes meanwhile, and stays so', async () => {
    const { call } = await replaceSfu();
    void call.session.setMicrophone(false);
    expect([call.links.last.sent.has('microphone'), microphoneOf(call).enabled]).toEqual([false, false]);
    await (await call.server.next('produce')).answer({ producerId: 'again' });
    expect([call.links.last.sent.has('microphone'), microphoneOf(call).enabled, sentBySfu(call)?.isPaused]).toEqual([
      false,
      false,
      true,
    ]);
    expect((await call.server.next('setMuted')).params).toEqual({ source: 'microphone', muted: true });
  });

  it('[P1] can be muted when the new sfu is lost, too', async () => {
    const { call } = await replaceSfu();
    const produce = await call.server.next('produce');
    void produce.answer({ producerId: 'again' });
    await call.server.notify('mediaReset', { media: mediaOffer(3) });
    expect(call.links.last.sent.has('microphone')).toBe(true);
    void call.session.setMicrophone(false);
    expect([call.links.last.sent.has('microphone'), microphoneOf(call).enabled]).toEqual([false, false]);
  });

  it('[P1] shows that nobody hears it when the direct path is lost as well', async () => {
    const { call } = await replaceSfu();
    call.links.last.turn('failed');
    await call.server.answer('giveUpDirect', {});
    await look(call);
    expect(microphoneOf(call).enabled).toBe(false);
    expect(call.session.getSnapshot().self.microphone.actual).toBe('starting');
    await (await call.server.next('produce')).answer({ producerId: 'again' });
    expect(sentBySfu(call)?.isPaused).toBe(false);
    expect(call.session.getSnapshot().self.microphone.actual).toBe('on');
  });
});
