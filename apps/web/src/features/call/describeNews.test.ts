import { plainEffects, type CallSnapshot, type RemotePeer } from '@confab/client';
import { expect, it } from 'vitest';
import { en } from '../../text/en.ts';
import { describeNews } from './describeNews.ts';

const off = { wanted: false, actual: 'off' } as const;
const on = { wanted: true, actual: 'on', room: 'on' } as const;
const bob: RemotePeer = { peerId: 'bob', displayName: 'Bob', connected: true, role: 'speaker', sources: [] };
const call: CallSnapshot = {
  state: 'in-call',
  signaling: 'connected',
  media: 'connected',
  topology: 'sfu',
  quality: { level: 'good' },
  self: {
    peerId: 'me',
    displayName: 'Ada',
    role: 'speaker',
    microphone: on,
    camera: off,
    screen: { ...off, isOwnTab: false },
    effects: plainEffects,
  },
  peers: [bob],
  speakerIds: [],
  devices: { microphones: [], cameras: [], speakers: [] },
  room: { locked: false, waitingRoom: false },
  waiting: [],
  chat: [],
};
const message = {
  id: '1',
  peerId: 'bob',
  displayName: 'Bob',
  text: 'Hello',
  at: 0,
  isOwn: false,
  state: 'sent',
} as const;
const withPeer = (change: Partial<RemotePeer>): Partial<CallSnapshot> => ({ peers: [{ ...bob, ...change }] });
const withSelf = (change: Partial<CallSnapshot['self']>): Partial<CallSnapshot> => ({
  self: { ...call.self, ...change },
});

it.each<[string, Partial<CallSnapshot>, string]>([
  ['nothing', {}, ''],
  ['who speaks', { speakerIds: ['bob'] }, ''],
  ['a join', { peers: [bob, { ...bob, peerId: 'cy', displayName: 'Cy' }] }, 'Cy joined'],
  ['a good-bye', { peers: [] }, 'Bob left'],
  ['a hand', withPeer({ handRaised: 4 }), 'Bob raised a hand'],
  ['a screen', withPeer({ sources: [{ source: 'screen', muted: false }] }), 'Bob is sharing the screen'],
  ['a mute of somebody else', withPeer({ sources: [{ source: 'microphone', muted: true }] }), ''],
  ['a message', { chat: [message] }, 'Bob: Hello'],
  ['a message of one’s own', { chat: [{ ...message, isOwn: true }] }, ''],
  ['muting oneself', withSelf({ microphone: { wanted: false, actual: 'off', room: 'on' } }), 'You are muted'],
  ['being muted', withSelf({ microphone: { wanted: false, actual: 'off', room: 'muted' } }), 'A host muted you'],
  ['becoming host', withSelf({ role: 'host' }), 'You are a host now'],
  ['a knock', { waiting: [{ peerId: 'v', displayName: 'Vera' }] }, 'Vera asked to join'],
  ['the lock', { room: { locked: true, waitingRoom: false } }, 'The meeting is locked'],
])('of %s it says the right thing', (_, change, words) => {
  expect(describeNews(call, { ...call, ...change }, en.news)).toBe(words);
});

it('says that the others hear again only once they do', () => {
  const muted = { ...call, ...withSelf({ microphone: { ...off, room: 'muted' } }) };
  const starting = { ...call, ...withSelf({ microphone: { wanted: true, actual: 'starting', room: 'muted' } }) };
  expect(describeNews(muted, starting, en.news)).toBe('');
  expect(describeNews(starting, call, en.news)).toBe('The others can hear you');
});
