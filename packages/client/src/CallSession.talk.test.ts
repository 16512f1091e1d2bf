import { describe, expect, it } from 'vitest';
import { createCall, joinCall, joinSending, reconnect } from './testing/createCall.ts';
import { ada, joinResult, me, peer, secret } from './testing/roomFixtures.ts';

const receiveOnly = { wanted: { microphone: false, camera: false } };
const cameraOff = { wanted: { camera: false } };
const inRoom = (role: 'host' | 'speaker' | 'viewer' = 'speaker') =>
  joinResult({ peers: [{ ...peer(me, 'Me'), role }, peer(ada, 'Ada')] });

async function joinTalking() {
  const call = createCall(receiveOnly);
  await joinCall(call, inRoom());
  return call;
}
const chatOf = ({ session }: Awaited<ReturnType<typeof joinTalking>>) =>
  session.getSnapshot().chat.map(({ text, state, isOwn }) => `${isOwn ? 'me' : 'other'}: ${text} (${state})`);
const messageOf = (messageId: string, text: string, peerId = me) => ({
  message: { messageId, peerId, displayName: 'X', text, at: 1 },
});

describe('chat', () => {
  it('[CH1] shows a message at once, one after the other goes out, and each is there once', async () => {
    const call = await joinTalking();
    call.session.sendChat('one');
    call.session.sendChat('two');
    expect(chatOf(call)).toEqual(['me: one (sending)', 'me: two (sending)']);
    const first = await call.server.next('sendChat');
    expect(first.params.text).toBe('one');
    expect(await call.server.open()).not.toContain('sendChat');
    await call.server.notify('chatSent', messageOf(first.params.messageId, 'one'), 2);
    expect(chatOf(call)).toEqual(['me: one (sent)', 'me: two (sending)']);
    await first.answer({ seq: 2 });
    expect((await call.server.next('sendChat')).params.text).toBe('two');
  });

  it('[CH2] sends the same id again after a lost connection, and nothing that has arrived', async () => {
    const call = await joinTalking();
    call.session.sendChat('one');
    call.session.sendChat('two');
    const lost = await call.server.next('sendChat');
    await call.server.cut();
    await reconnect(call, { resumeSecret: secret('b'), missed: { events: [] } });
    const again = await call.server.next('sendChat');
    expect(again.params).toEqual(lost.params);

    await call.server.cut();
    const event = { seq: 2, name: 'chatSent' as const, data: messageOf(again.params.messageId, 'one') };
    await reconnect(call, { resumeSecret: secret('c'), missed: { events: [event] } });
    expect((await call.server.next('sendChat')).params.text).toBe('two');
    expect(chatOf(call)).toEqual(['me: one (sent)', 'me: two (sending)']);
  });

  it('[CH2] finds its message in the snapshot of a room that it had to join anew', async () => {
    const call = await joinTalking();
    call.session.sendChat('one');
    const { messageId } = (await call.server.next('sendChat')).params;
    await call.server.cut();
    call.clock.advance(1_500);
    await (await call.server.next('resume')).refuse('notFound');
    const again = { ...inRoom(), peerId: ada };
    await call.server.answer('join', {
      ...again,
      room: { ...again.room, chat: [messageOf(messageId, 'one').message] },
    });
    expect(await call.server.open()).not.toContain('sendChat');
    expect(chatOf(call)).toEqual(['me: one (sent)']);
  });

  it('[CH1] says when a message is refused, and goes on with the next', async () => {
    const call = await joinTalking();
    call.session.sendChat('bad');
    call.session.sendChat('good');
    await (await call.server.next('sendChat')).refuse('badRequest');
    expect(chatOf(call)).toEqual(['me: bad (failed)', 'me: good (sending)']);
    expect((await call.server.next('sendChat')).params.text).toBe('good');
  });

  it('[LI6] waits when it was too fast', async () => {
    const call = await joinTalking();
    call.session.sendChat('one');
    await (await call.server.next('sendChat')).refuse('rateLimited');
    expect(await call.server.open()).not.toContain('sendChat');
    call.clock.advance(1_000);
    expect((await call.server.next('sendChat')).params.text).toBe('one');
  });

  it('leaves no timer behind', async () => {
    const call = await joinTalking();
    call.session.sendChat('one');
    await (await call.server.next('sendChat')).refuse('rateLimited');
    call.session.leave();
    expect(call.clock.pending).toBe(0);
  });

  it('[CH5] tells of reactions once, and keeps nothing of them', async () => {
    const call = await joinTalking();
    const heard: string[] = [];
    call.session.onReaction(({ displayName, reaction }) => heard.push(`${displayName} ${reaction}`));
    const before = call.session.getSnapshot();
    await call.server.notify('reacted', { peerId: ada, messageId: 'r', reaction: 'heart' }, 2);
    await call.server.notify('reacted', { peerId: ada, messageId: 'r', reaction: 'heart' }, 2);
    expect(heard).toEqual(['Ada heart']);
    expect(call.session.getSnapshot()).toBe(before);
  });
});

describe('captions', () => {
  const caption = { captionId: 'c1', text: 'Hello', isFinal: false };

  it('[CP1] are heard with the name of who says it, and stand in no snapshot', async () => {
    const call = await joinTalking();
    const heard: unknown[] = [];
    const stop = call.session.onCaption((one) => heard.push(one));
    const before = call.session.getSnapshot();
    await call.server.notify('captioned', { ...caption, peerId: ada });
    stop();
    await call.server.notify('captioned', { ...caption, peerId: ada, isFinal: true });
    expect(heard).toEqual([{ ...caption, peerId: ada, displayName: 'Ada' }]);
    expect(call.session.getSnapshot()).toBe(before);
  });

  it('[CP2] go out while the microphone is on, and at no other time', async () => {
    const call = await joinSending(cameraOff);
    call.session.caption(caption);
    expect((await call.server.next('caption')).params).toEqual(caption);
    void call.session.setMicrophone(false);
    call.session.caption({ ...caption, isFinal: true });
    expect(await call.server.open()).not.toContain('caption');
  });
});

describe('moderated', () => {
  it('[MO3] shows who asks to unmute until that is done', async () => {
    const call = await joinSending(cameraOff);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    await call.server.notify('peerJoined', { peer: peer(ada, 'Ada') }, 3);
    await call.server.notify('unmuteAsked', { byPeerId: ada });
    expect(call.session.getSnapshot().unmuteAskedBy).toBe('Ada');
    void call.session.setMicrophone(true);
    expect(call.session.getSnapshot()).not.toHaveProperty('unmuteAskedBy');
  });

  it('[MO3] [MU4] shows muted what a host mutes while our own unmute is being answered', async () => {
    const call = await joinSending(cameraOff);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    void call.session.setMicrophone(true);
    const unmute = await call.server.next('setMuted');
    // All in one go, as it arrives from a busy server.
    const { link } = call.server;
    const event = (seq: number, muted: boolean) =>
      JSON.stringify({ t: 'ntf', seq, name: 'muteChanged', data: { peerId: me, source: 'microphone', muted } });
    link.server.send(event(3, true));
    link.server.send(event(4, false));
    void unmute.answer({});
    link.server.send(event(5, true));
    await call.server.flush();
    expect(call.session.getSnapshot().self.microphone).toMatchObject({ wanted: false, actual: 'off', room: 'muted' });
    expect(call.devices.last('audio').enabled).toBe(false);
  });

  it('[MO4] leaves off what a host has stopped, until it is wanted again', async () => {
    const call = await joinSending({ wanted: { microphone: false } });
    const data = { peerId: me, source: 'camera' as const, byPeerId: ada };
    await call.server.notify('sourceRemoved', data, 4);
    expect(call.session.getSnapshot().self.camera).toMatchObject({ wanted: false, actual: 'off' });
    expect(await call.server.open()).not.toContain('produce');
    void call.session.setCamera(true);
    expect((await call.server.next('produce')).params).toMatchObject({ source: 'camera', muted: false });
  });

  it('[MO4] leaves it off also when that was missed', async () => {
    const call = await joinSending({ wanted: { microphone: false } });
    await call.server.cut();
    const event = {
      seq: 4,
      name: 'sourceRemoved' as const,
      data: { peerId: me, source: 'camera' as const, byPeerId: ada },
    };
    await reconnect(call, { resumeSecret: secret('b'), missed: { events: [event] } });
    expect(await call.server.open()).not.toContain('produce');
    expect(call.session.getSnapshot().self.camera.wanted).toBe(false);
  });

  it('[RO5] sends nothing as a viewer, and nothing by itself when made a speaker', async () => {
    const call = createCall();
    await joinCall(call, inRoom('viewer'));
    expect(call.session.getSnapshot().self).toMatchObject({ role: 'viewer', microphone: { wanted: false } });
    expect(await call.server.open()).not.toContain('produce');
    await call.server.notify('roleChanged', { peerId: me, role: 'speaker' }, 2);
    const { muted } = (await call.server.next('produce')).params;
    expect(muted).toBe(true);
  });

  it('[WA2] knows who waits, and forgets them while it is away', async () => {
    const call = await joinTalking();
    await call.server.notify('waitingChanged', { waiting: [{ peerId: ada, displayName: 'Eve' }] });
    expect(call.session.getSnapshot().waiting).toEqual([{ peerId: ada, displayName: 'Eve' }]);
    await call.server.cut();
    expect(call.session.getSnapshot().waiting).toEqual([]);
  });

  it('[WA1] is waiting until it is let in', async () => {
    const call = createCall(receiveOnly);
    const joining = call.session.join();
    await (await call.server.next('join')).refuse('admissionRequired');
    await call.server.answer('knock', {});
    expect(call.session.getSnapshot().state).toBe('waiting');
    await call.server.notify('admitted', inRoom());
    await joining;
    expect(call.session.getSnapshot().state).toBe('in-call');
  });

  it('[WA1] [P1] shows microphone and camera to oneself while it waits, sends nothing, and enters as it was left', async () => {
    const call = createCall();
    await call.session.openLobby();
    const joining = call.session.join();
    await (await call.server.next('join')).refuse('admissionRequired');
    await call.server.answer('knock', {});
    const own = () => {
      const { microphone, camera } = call.session.getSnapshot().self;
      return [microphone.actual, camera.actual];
    };
    expect(own()).toEqual(['on', 'on']);
    expect(call.devices.last('audio').enabled).toBe(true);
    await call.session.setMicrophone(false);
    await call.session.setCamera(false);
    expect(own()).toEqual(['off', 'off']);
    await call.session.setCamera(true);
    expect(own()).toEqual(['off', 'on']);
    expect(await call.server.open()).toEqual([]);
    expect(() => call.engines.last).toThrow();

    await call.server.notify('admitted', inRoom());
    await joining;
    // Until the room has confirmed it.
    expect(own()).toEqual(['off', 'starting']);
    expect(call.devices.last('audio').enabled).toBe(false);
  });

  it('[WA1] [P1] sends nothing at the door, though it did before it lost its seat', async () => {
    const call = await joinSending();
    const { sent } = call.engines.last;
    const flowing = () => [...sent.values()].map(({ isPaused }) => isPaused);
    expect(flowing()).toEqual([false, false]);
    await call.server.cut();
    call.clock.advance(1_500);
    await (await call.server.next('resume')).refuse('notFound');
    await (await call.server.next('join')).refuse('admissionRequired');
    await call.server.answer('knock', {});
    expect(call.session.getSnapshot().state).toBe('waiting');
    expect(flowing()).toEqual([true, true]);
  });

  it('[MO5] has left when it was removed, and says why', async () => {
    const call = await joinTalking();
    await call.server.notify('ended', { reason: 'removed' });
    expect(call.session.getSnapshot()).toMatchObject({ state: 'left', endedBecause: 'removed', peers: [] });
  });

  it('[MO1] passes on what hosts ask, and what they are answered', async () => {
    const call = await joinTalking();
    const outcome = call.session.moderation.removePeer({ peerId: ada }).catch((cause: unknown) => cause);
    await (await call.server.next('removePeer')).refuse('forbidden');
    expect(await outcome).toMatchObject({ code: 'forbidden' });
    const locked = call.session.moderation.setLocked({ locked: true });
    await call.server.answer('setLocked', {});
    await locked;
    const policy = { locked: true, waitingRoom: false, spotlight: ada };
    await call.server.notify('policyChanged', { policy }, 2);
    expect(call.session.getSnapshot().room).toEqual({ locked: true, waitingRoom: false, spotlightId: ada });
  });

  it('[CH6] shows its own hand as the room knows it', async () => {
    const call = await joinTalking();
    void call.session.setHand(true);
    await call.server.next('setHand');
    expect(call.session.getSnapshot().self).not.toHaveProperty('handRaised');
    await call.server.notify('handChanged', { peerId: me, raised: true }, 2);
    expect(call.session.getSnapshot().self.handRaised).toBe(2);
  });
});
