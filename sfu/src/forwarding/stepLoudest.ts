import type { PeerId } from '@confab/protocol';

/** Which of a room's microphones are forwarded (FW5): a value, and what becomes of it. */

type Microphone = {
  readonly isOpen: boolean;
  /** When it was last heard; when it was opened or unmuted, too, for whoever does that is about to speak. */
  readonly heardAtMs: number;
  /** Of the last time, in dBov: -127 to 0. */
  readonly dbov: number;
};

export type Loudest = {
  /** How many are forwarded at once. */
  readonly limit: number;
  readonly microphones: ReadonlyMap<PeerId, Microphone>;
  /** Of those that are open. Nothing comes from the others. */
  readonly heldBack: ReadonlySet<PeerId>;
};

export type LoudestInput =
  /** Opened, unmuted or muted. */
  | { readonly type: 'set'; readonly peerId: PeerId; readonly isOpen: boolean; readonly nowMs: number }
  | { readonly type: 'gone'; readonly peerId: PeerId }
  | { readonly type: 'heard'; readonly peerId: PeerId; readonly dbov: number; readonly nowMs: number };

export const quietRoom = (limit: number): Loudest => ({ limit, microphones: new Map(), heldBack: new Set() });

/** The same object when nothing has changed. */
export function stepLoudest(before: Loudest, input: LoudestInput): Loudest {
  const room = follow(before, input);
  if (room === before) return before;
  const open = [...room.microphones].filter(([, { isOpen }]) => isOpen).map(([peerId]) => peerId);
  const heldBack = new Set(open.filter((peerId) => before.heldBack.has(peerId)));
  if (input.type === 'heard' && heldBack.has(input.peerId) && !mayEnter(room, heldBack, input)) return room;
  const ranks = new Map(open.map((peerId) => [peerId, rankOf(peerId, { ...room, heldBack }, input)]));
  const ranked = open.sort((one, other) => compare(ranks.get(one) ?? [], ranks.get(other) ?? []));
  const next = new Set(ranked.slice(room.limit));
  return { ...room, heldBack: areSame(before.heldBack, next) ? before.heldBack : next };
}

/** Softer is not speech, in dBov. */
const LOUD_DBOV = -50;

function follow(room: Loudest, input: LoudestInput): Loudest {
  const known = room.microphones.get(input.peerId);
  if (input.type === 'gone') {
    if (!known) return room;
    const microphones = new Map(room.microphones);
    microphones.delete(input.peerId);
    return { ...room, microphones };
  }
  if (input.type === 'set') {
    if (known?.isOpen === input.isOpen) return room;
    return put(room, input.peerId, { isOpen: input.isOpen, heardAtMs: input.nowMs, dbov: LOUD_DBOV });
  }
  if (!known?.isOpen || input.dbov < LOUD_DBOV) return room;
  return put(room, input.peerId, { isOpen: true, heardAtMs: input.nowMs, dbov: input.dbov });
}

const put = (room: Loudest, peerId: PeerId, microphone: Microphone): Loudest => ({
  ...room,
  microphones: new Map(room.microphones).set(peerId, microphone),
});

/** While everyone who is forwarded is being heard, only who is louder than one of them comes in. */
function mayEnter(
  { microphones, limit }: Loudest,
  heldBack: ReadonlySet<PeerId>,
  { peerId, dbov, nowMs }: Heard,
): boolean {
  const others = [...microphones].filter(([id, { isOpen }]) => isOpen && id !== peerId && !heldBack.has(id));
  if (others.length < limit) return true;
  return others.some(([, other]) => nowMs - other.heardAtMs >= SPEAKING_MS || dbov >= other.dbov + LOUDER_DB);
}

type Heard = Extract<LoudestInput, { type: 'heard' }>;

/**
 * The lower, the more it is wanted: who has just come, who speaks (the softest of them least), who was heard last. Whoever is
 * held back stays so, unless there is a place: none changes hands without a sound.
 */
function rankOf(peerId: PeerId, { microphones, heldBack }: Loudest, input: LoudestInput): readonly number[] {
  const { heardAtMs = 0, dbov = 0 } = microphones.get(peerId) ?? {};
  if (peerId === input.peerId) return [0];
  if (heldBack.has(peerId)) return [3, -heardAtMs];
  const isSpeaking = input.type !== 'gone' && input.nowMs - heardAtMs < SPEAKING_MS;
  return isSpeaking ? [1, -dbov, -heardAtMs] : [2, -heardAtMs];
}

const compare = (some: readonly number[], others: readonly number[]): number =>
  some.map((value, index) => value - (others[index] ?? 0)).find((difference) => difference !== 0) ?? 0;

const areSame = (some: ReadonlySet<PeerId>, others: ReadonlySet<PeerId>): boolean =>
  some.size === others.size && [...some].every((one) => others.has(one));

/** Between two words nobody has stopped speaking. */
const SPEAKING_MS = 1_500;
/** Twice as loud, nearly: two who speak alike must not take turns. */
const LOUDER_DB = 6;
