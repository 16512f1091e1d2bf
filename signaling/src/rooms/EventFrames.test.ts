import type { LoggedEvent, PeerId } from '@confab/protocol';
import { EVENT_FRAMES_BURST, EVENT_FRAMES_PACE_MS } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import type { Client } from './Client.ts';
import { EventFrames } from './EventFrames.ts';

const peerId = '01890000-0000-7000-8000-000000000001' as PeerId;

/** A client that keeps the numbers of the events in each of its frames. */
function createClient(onFrame: () => void = () => undefined) {
  const frames: number[][] = [];
  const client: Client = {
    send(text) {
      const { seq, data } = JSON.parse(text) as { seq?: number; data: { events: LoggedEvent[] } };
      frames.push(seq === undefined ? data.events.map((event) => event.seq) : [seq]);
      onFrame();
    },
    sendIfQuick: () => undefined,
    isOpen: () => true,
    replaced: () => undefined,
    expired: () => undefined,
    admitting: () => undefined,
    admitted: () => undefined,
    dismissed: () => undefined,
    retryLater: () => undefined,
  };
  return { client, frames };
}

function createRoom() {
  const clock = new FakeClock();
  const frames = new EventFrames(clock);
  let seq = 0;
  const add = (name: 'peerDisconnected' | 'muteChanged', ...to: { readonly client: Client }[]) => {
    seq++;
    const event: LoggedEvent =
      name === 'muteChanged'
        ? { seq, name, data: { peerId, source: 'microphone', muted: true } }
        : { seq, name, data: { peerId } };
    frames.add(
      event,
      to.map(({ client }) => client),
    );
  };
  /** One turn of the room. */
  const tell = (...args: Parameters<typeof add>) => {
    add(...args);
    frames.settle();
  };
  return { clock, frames, add, tell };
}

describe('EventFrames', () => {
  it('[EV4] tells what comes alone at once', () => {
    const { clock, tell } = createRoom();
    const ada = createClient();
    for (let seq = 1; seq <= 20; seq++) {
      tell('peerDisconnected', ada);
      expect(ada.frames.at(-1)).toEqual([seq]);
      clock.advance(EVENT_FRAMES_PACE_MS);
    }
  });

  it('[EV4] puts what comes in a crowd together, in order, and has it wait no longer than it may', () => {
    const { clock, tell } = createRoom();
    const ada = createClient();
    for (let seq = 1; seq <= EVENT_FRAMES_BURST + 3; seq++) tell('peerDisconnected', ada);
    expect(ada.frames).toHaveLength(EVENT_FRAMES_BURST);
    clock.advance(EVENT_FRAMES_PACE_MS);
    expect(ada.frames.slice(EVENT_FRAMES_BURST)).toEqual([[9, 10, 11]]);
  });

  it('[EV4] never has a mute wait, and tells what waited before it first', () => {
    const { tell } = createRoom();
    const ada = createClient();
    for (let seq = 1; seq <= EVENT_FRAMES_BURST + 2; seq++) tell('peerDisconnected', ada);
    tell('muteChanged', ada);
    tell('muteChanged', ada);
    expect(ada.frames.slice(EVENT_FRAMES_BURST)).toEqual([[9, 10, 11], [12]]);
  });

  it('[EV4] puts the events of one turn together', () => {
    const { add, frames } = createRoom();
    const ada = createClient();
    add('muteChanged', ada);
    add('muteChanged', ada);
    frames.settle();
    expect(ada.frames).toEqual([[1, 2]]);
  });

  it('[EV3] tells each client what was for it when it happened, and nothing else', () => {
    const { clock, tell } = createRoom();
    const [ada, bob, cleo] = [createClient(), createClient(), createClient()];
    for (let seq = 1; seq <= EVENT_FRAMES_BURST; seq++) tell('peerDisconnected', ada);
    tell('peerDisconnected', ada, bob);
    tell('peerDisconnected', ada, bob, cleo);
    tell('peerDisconnected', ada, cleo);
    clock.advance(EVENT_FRAMES_PACE_MS);
    expect(ada.frames.at(-1)).toEqual([9, 10, 11]);
    expect(bob.frames).toEqual([[9, 10]]);
    expect(cleo.frames).toEqual([[10, 11]]);
  });

  it('[EV1] keeps the order when telling one client brings about the next event', () => {
    const { tell } = createRoom();
    const bob = createClient();
    const ada = createClient(() => {
      if (ada.frames.length === 1) tell('muteChanged', bob);
    });
    tell('muteChanged', ada, bob);
    expect(bob.frames).toEqual([[1], [2]]);
  });

  it('tells nothing after its end', () => {
    const { clock, frames, tell } = createRoom();
    const ada = createClient();
    for (let seq = 1; seq <= EVENT_FRAMES_BURST + 1; seq++) tell('peerDisconnected', ada);
    frames.end();
    clock.advance(EVENT_FRAMES_PACE_MS);
    expect(ada.frames).toHaveLength(EVENT_FRAMES_BURST);
  });
});
