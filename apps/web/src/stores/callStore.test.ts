import { plainEffects, type CallSnapshot } from '@confab/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
    change: (next: CallSnapshot) => {
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

describe('callStore, while a repair takes our own sources away and brings them back', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const { microphone } = inCall.self;
  const withMicrophone = (change: Partial<typeof microphone>): CallSnapshot => ({
    ...inCall,
    media: 'repairing',
    self: { ...inCall.self, microphone: { ...microphone, ...change } },
  });
  function bind() {
    const session = createSession(inCall);
    const store = createCallStore(inCall);
    const unbind = bindCallStore(session, store);
    return { ...session, unbind, drawn: () => store.getState().self.microphone, media: () => store.getState().media };
  }

  it('draws them as they were for half a second', () => {
    const { change, drawn, media } = bind();
    change(withMicrophone({ actual: 'starting' }));
    vi.advanceTimersByTime(250);
    change({ ...withMicrophone({ actual: 'starting' }), media: 'connected' });
    vi.advanceTimersByTime(249);
    expect(drawn()).toBe(microphone);
    expect(media()).toBe('connected');
    vi.advanceTimersByTime(1);
    expect(drawn().actual).toBe('starting');
    change(withMicrophone({ actual: 'starting', room: undefined }));
    expect(drawn().actual).toBe('starting');
  });

  it('knows nothing of a repair that is over by then', () => {
    const { change, drawn } = bind();
    change(withMicrophone({ actual: 'starting' }));
    vi.advanceTimersByTime(400);
    change(inCall);
    vi.advanceTimersByTime(400);
    // Half a second anew.
    change(withMicrophone({ actual: 'starting' }));
    vi.advanceTimersByTime(499);
    expect(drawn()).toBe(microphone);
  });

  it.each([
    ['muted here', { wanted: false, actual: 'off' }],
    ['muted by a host', { actual: 'starting', room: 'muted' }],
    ['of another device', { actual: 'starting', deviceId: 'other' }],
    ['without its device', { actual: 'starting', trackId: undefined }],
    ['failed', { actual: 'failed', fault: 'busy' }],
  ] as const)('shows at once what is %s', (_, how) => {
    const { change, drawn } = bind();
    change(withMicrophone({ actual: 'starting' }));
    change(withMicrophone(how));
    expect(drawn()).toMatchObject(how);
  });

  it('does not make of a source that starts one that is on', () => {
    const session = createSession(withMicrophone({ actual: 'off', wanted: false }));
    const store = createCallStore(session.getSnapshot());
    bindCallStore(session, store);
    session.change(withMicrophone({ actual: 'starting' }));
    expect(store.getState().self.microphone.actual).toBe('starting');
  });

  it('draws nothing any more once it is unbound', () => {
    const { change, drawn, unbind } = bind();
    change(withMicrophone({ actual: 'starting' }));
    unbind();
    vi.advanceTimersByTime(1_000);
    expect(drawn()).toBe(microphone);
  });
});
