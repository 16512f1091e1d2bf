import * as z from 'zod/mini';
import { chatMessage } from './chat.ts';
import { topologyState } from './direct.ts';
import { peerId } from './ids.ts';
import { MAX_DISPLAY_NAME_GRAPHEMES, MAX_DISPLAY_NAME_LENGTH } from './limits.ts';
import { source } from './media.ts';
import { role } from './roles.ts';

/** The sequence number of an event in its room, counted from 1; 0 is the empty room. */
export const seq = z.int().check(z.nonnegative());

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Control characters, half characters (lone surrogates), and what turns the text around it (UAX #9: embeddings, overrides, isolates). */
const UNFIT_FOR_NAMES = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;
/** Letters and symbols may draw nothing, too: the Hangul fillers (default ignorable) and the empty Braille pattern. */
const VISIBLE = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** At least one visible character, at most 64 characters as a person counts them, nothing that disturbs the text around it. */
export const displayName = z.string().check(
  z.trim(),
  // Ends the checks: the ones below walk the whole text.
  z.maxLength(MAX_DISPLAY_NAME_LENGTH, { abort: true }),
  z.refine((text) => !UNFIT_FOR_NAMES.test(text)),
  z.regex(VISIBLE),
  z.refine((text) => [...graphemes.segment(text)].length <= MAX_DISPLAY_NAME_GRAPHEMES),
);

/** What the room knows of one thing a peer sends. `muted` is the room's truth: what a peer is told is what is forwarded. */
export const sourceState = z.object({ source, muted: z.boolean() });
export type SourceState = z.infer<typeof sourceState>;

export const peerState = z.object({
  peerId,
  displayName: z.string(),
  /** False while the peer's socket is gone and its seat is kept. Its media may well go on. */
  connected: z.boolean(),
  role,
  /** The number of the event that raised it: whoever has the lower one was first. Absent while the hand is down. */
  handRaised: z.optional(seq),
  sources: z.array(sourceState),
});
export type PeerState = z.infer<typeof peerState>;

/** What hosts decide for everyone. */
export const roomPolicy = z.object({
  /** Nobody new comes in. */
  locked: z.boolean(),
  /** Whoever is new waits until a host lets them in. */
  waitingRoom: z.boolean(),
  /** Whom everyone is shown in front. */
  spotlight: z.optional(peerId),
});
export type RoomPolicy = z.infer<typeof roomPolicy>;

/** The whole room as of event `seq`; every later event is a delta to it. */
export const roomSnapshot = z.object({
  seq,
  peers: z.array(peerState),
  topology: topologyState,
  policy: roomPolicy,
  /** The newest messages, oldest first. */
  chat: z.array(chatMessage),
});
export type RoomSnapshot = z.infer<typeof roomSnapshot>;

export const leaveReason = z.enum(['left', 'timedOut', 'removed']);
export type LeaveReason = z.infer<typeof leaveReason>;
