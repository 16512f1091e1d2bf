import { plainEffects, type CallSnapshot } from '@confab/client';
import { describe, expect, it } from 'vitest';
import { bindCallStore, createCallStore } from './callStore.ts';

const off = { wanted: false, actual: 'off' } as const;
const lobby: CallSnapshot = {
  state: 'lobby',
  signaling: 'connected',
  media: 'connecting',
  topology: 'sfu',
  quality: { level: 'good' },
  self: { displayName: '', microphone: off, camera: off, screen: { ...off, isOwnTab: false }, effects: plainEffects },
  peers: [],
  speakerIds: [],
  devices: { microphones: [], cameras: [], speakers: [] },
  room: { locked: false, waitingRoom: false },
  waiting: [],
  chat: [],
};
const inCall: CallSnapshot = {
  ...lobby,
  state: 'in-call',
  media: 'connected',
  self: {
    peerId: 'self',
    displayName: 'Ada',
    microphone: { wanted: true, actual: 'on', room: 'on', trackId: 'mic', deviceId: 'default' },
    camera: { wanted: true, actual: 'failed', fault: 'busy' },
    screen: { wanted: false, actual: 'off', isOwnTab: false },
    effects: plainEffects,
  },
  peers: [
    {
      peerId: 'bob',
      displayName: 'Bob',
      connected: true,
      role: 'speaker',
      sources: [{ source: 'camera', muted: false, trackId: 'c' }],
    },
  ],
  speakerIds: ['bob'],
};

function createSession(first: CallSnapshot) {
  let snapshot = first;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => snapshot,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change(next: CallSnapshot) {
      snapshot = next;
      for (const listener of listeners) listener();
    },
  };
}

describe('callStore', () => {
  it('holds plain data only: it survives JSON', () => {
    const session = createSession(lobby);
    const store = createCallStore(session.getSnapshot());
    bindCallStore(session, store);
    session.change(inCall);
    const state = store.getState();
    expect(state).toEqual(inCall);
    expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
  });

  it('catches up with what changed before it was bound', () => {
    const session = createSession(lobby);
    const store = createCallStore(session.getSnapshot());
    session.change(inCall);
    bindCallStore(session, store);
    expect(store.getState().state).toBe('in-call');
  });

  it('forgets a field that is gone from the snapshot', () => {
    const session = createSession({ ...lobby, state: 'error', problem: 'roomFull' });
    const store = createCallStore(session.getSnapshot());
    bindCallStore(session, store);
    session.change(lobby);
    expect(store.getState()).not.toHaveProperty('problem');
  });

  it('stops when unbound', () => {
    const session = createSession(lobby);
    const store = createCallStore(session.getSnapshot());
    bindCallStore(session, store)();
    session.change(inCall);
    expect(store.getState().state).toBe('lobby');
  });
});
