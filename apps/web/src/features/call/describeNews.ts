import type { CallSnapshot, RemotePeer } from '@confab/client';
import type { Text } from '../../text/en.ts';

type News = Text['news'];

/** What is new between two moments of a call, in words; empty when nothing is worth a word. */
export function describeNews(before: CallSnapshot, after: CallSnapshot, words: News): string {
  const sentences = [
    ...ofPeople(before.peers, after.peers, words),
    ...ofSelf(before, after, words),
    ...ofChat(before.chat, after.chat, words),
    ...ofDoor(before, after, words),
  ];
  return sentences.join('. ');
}

type Peers = CallSnapshot['peers'];

function ofPeople(before: Peers, after: Peers, words: News): readonly string[] {
  if (before === after) return [];
  const joined = namesMissing(after, before);
  const left = namesMissing(before, after);
  return [
    ...(joined.length > 0 ? [words.joined(joined)] : []),
    ...(left.length > 0 ? [words.left(left)] : []),
    ...after.flatMap((peer) => {
      const known = before.find(({ peerId }) => peerId === peer.peerId);
      return known ? ofPeer(known, peer, words) : [];
    }),
  ];
}

function ofPeer(before: RemotePeer, after: RemotePeer, words: News): readonly string[] {
  if (before === after) return [];
  const name = after.displayName;
  const [shared, shares] = [isSharing(before), isSharing(after)];
  return [
    ...(before.handRaised === undefined && after.handRaised !== undefined ? [words.handUp(name)] : []),
    ...(!shared && shares ? [words.shares(name)] : []),
    ...(shared && !shares ? [words.sharesNoMore(name)] : []),
  ];
}

const isSharing = ({ sources }: RemotePeer): boolean => sources.some(({ source }) => source === 'screen');

function ofSelf({ self: before }: CallSnapshot, { self: after }: CallSnapshot, words: News): readonly string[] {
  if (before === after) return [];
  const [was, is] = [before.microphone, after.microphone];
  const sentences: string[] = [];
  if (was.actual !== 'on' && is.actual === 'on') sentences.push(words.unmuted);
  // Whoever mutes here hears of it at once; the room's word comes later, and first only when somebody else did it.
  if (was.wanted && !is.wanted) sentences.push(is.room === 'muted' ? words.mutedByHost : words.muted);
  if (before.role !== undefined && before.role !== after.role && after.role === 'host') sentences.push(words.isHost);
  if (before.role !== after.role && after.role === 'viewer') sentences.push(words.isViewer);
  return sentences;
}

type Chat = CallSnapshot['chat'];

function ofChat(before: Chat, after: Chat, words: News): readonly string[] {
  if (before === after) return [];
  const known = new Set(before.map(({ id }) => id));
  return after
    .filter(({ id, isOwn }) => !isOwn && !known.has(id))
    .slice(-3)
    .map(({ displayName, text }) => words.wrote(displayName, text.slice(0, MOST_READ)));
}

/** Of one message; the rest is there to read in the chat. */
const MOST_READ = 200;

function ofDoor(before: CallSnapshot, after: CallSnapshot, words: News): readonly string[] {
  const knocking = namesMissing(after.waiting, before.waiting);
  const isLockChanged = before.room.locked !== after.room.locked && before.state === 'in-call';
  return [
    ...(knocking.length > 0 ? [words.knocks(knocking)] : []),
    ...(isLockChanged ? [after.room.locked ? words.locked : words.unlocked] : []),
  ];
}

type Named = { readonly peerId: string; readonly displayName: string };

const namesMissing = (here: readonly Named[], there: readonly Named[]): readonly string[] =>
  here === there
    ? []
    : here.filter(({ peerId }) => !there.some((one) => one.peerId === peerId)).map(({ displayName }) => displayName);
