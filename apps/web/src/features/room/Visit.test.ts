import { createModeration, plainEffects, TrackRegistry, type CallSnapshot } from '@confab/client';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../stores/Session.ts';
import { Visit } from './Visit.ts';

const off = { wanted: true, actual: 'off' } as const;

function createSession(displayName: string) {
  const calls: string[] = [];
  const snapshot: CallSnapshot = {
    state: 'lobby',
    signaling: 'connected',
    media: 'connecting',
    topology: 'sfu',
    quality: { level: 'good' },
    self: { displayName, microphone: off, camera: off, screen: { ...off, isOwnTab: false }, effects: plainEffects },
    peers: [],
    speakerIds: [],
    devices: { microphones: [], cameras: [], speakers: [] },
    room: { locked: false, waitingRoom: false },
    waiting: [],
    chat: [],
  };
  const note = (call: string) => void calls.push(call);
  const session: Session = {
    tracks: new TrackRegistry(),
    getSnapshot: () => snapshot,
    subscribe: () => () => note('unsubscribe'),
    openLobby: async () => note('openLobby'),
    setDisplayName: (name) => note(`setDisplayName ${name}`),
    join: async () => note('join'),
    leave: () => note('leave'),
    setMicrophone: async () => undefined,
    setCamera: async () => undefined,
    setScreen: async () => undefined,
    selectMicrophone: async () => undefined,
    selectCamera: async () => undefined,
    selectSpeaker: () => undefined,
    moderation: createModeration(() => Promise.reject(new Error('not in this test'))),
    sendChat: () => undefined,
    react: () => undefined,
    onReaction: () => () => undefined,
    caption: () => undefined,
    onCaption: () => () => undefined,
    setHand: async () => undefined,
    showing: () => undefined,
    dismissUnmuteAsk: () => undefined,
  };
  return { session, calls };
}

describe('Visit', () => {
  it('touches nothing before somebody holds it', () => {
    const { session, calls } = createSession('Ada');
    expect(new Visit({ roomId: 'abc', session, joinsAtOnce: true }).joinsAtOnce).toBe(true);
    expect(calls).toEqual([]);
  });

  it('opens the lobby once, and outlives being let go and held again in one go', async () => {
    const { session, calls } = createSession('');
    const visit = new Visit({ roomId: 'abc', session, joinsAtOnce: false });
    visit.hold()();
    const letGo = visit.hold();
    await Promise.resolve();
    expect(calls).toEqual(['openLobby']);
    letGo();
    letGo();
    await expect.poll(() => calls).toEqual(['openLobby', 'leave', 'unsubscribe']);
  });

  it('joins without the lobby when it knows a name', () => {
    const { session, calls } = createSession('Ada');
    new Visit({ roomId: 'abc', session, joinsAtOnce: true }).hold();
    expect(calls).toEqual(['openLobby', 'setDisplayName Ada', 'join']);
  });

  it.each(['', '  ', 'x'.repeat(65)])('stays in the lobby with the name %j', (name) => {
    const { session, calls } = createSession(name);
    const visit = new Visit({ roomId: 'abc', session, joinsAtOnce: true });
    visit.hold();
    expect(visit.joinsAtOnce).toBe(false);
    expect(calls).toEqual(['openLobby']);
  });

  it('asks for no camera where there can be no room', () => {
    const { session, calls } = createSession('');
    new Visit({ roomId: 'not a room', session, joinsAtOnce: false }).hold();
    expect(calls).toEqual(['join']);
  });
});
