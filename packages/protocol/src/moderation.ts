import * as z from 'zod/mini';
import { peerId } from './ids.ts';
import { MAX_WAITING_PER_ROOM } from './limits.ts';
import { source } from './media.ts';
import { role } from './roles.ts';

const nothing = z.object({});
const visitors = z.object({ peerIds: z.array(peerId).check(z.minLength(1), z.maxLength(MAX_WAITING_PER_ROOM)) });

const moderation = <P extends z.ZodMiniType>(params: P) =>
  ({ allowedIn: ['joined'], needs: 'moderate', costs: 2, params, result: nothing }) as const;

/** What only hosts may ask. The room's rules carry it out (MO); nobody can be unmuted by anyone else (MU7). */
export const moderationRequests = {
  mutePeer: moderation(z.object({ peerId, source })),
  /** The microphones of everyone else. */
  muteAll: moderation(nothing),
  askToUnmute: moderation(z.object({ peerId })),
  stopSource: moderation(z.object({ peerId, source })),
  lowerHand: moderation(z.object({ peerId })),
  removePeer: moderation(z.object({ peerId })),
  setRole: moderation(z.object({ peerId, role })),
  setLocked: moderation(z.object({ locked: z.boolean() })),
  /** Switching it off lets in whoever waits. */
  setWaitingRoom: moderation(z.object({ enabled: z.boolean() })),
  /** Without a peer: nobody. */
  setSpotlight: moderation(z.object({ peerId: z.optional(peerId) })),
  admit: moderation(visitors),
  refuse: moderation(visitors),
  /** Ends the call for everyone, the one who asks included. */
  endRoom: moderation(nothing),
} as const;

export type ModerationMethod = keyof typeof moderationRequests;
/** One thing that a host asked for. */
export type Moderation = {
  [M in ModerationMethod]: { readonly method: M; readonly params: z.infer<(typeof moderationRequests)[M]['params']> };
}[ModerationMethod];
