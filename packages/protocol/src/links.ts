import * as z from 'zod/mini';
import { peerId } from './ids.ts';

/** How peers are linked to the sfu, as it measures it (LK). */

/** Of one direction: all that goes over the transport, and which share of the packets is lost. */
export const measured = z.object({
  kbps: z.number(),
  loss: z.number(),
  /** Of what flows, the worst stream's: 10 is perfect. Absent while nothing flows. */
  score: z.optional(z.number()),
});

/** `up` to the sfu, `down` from it. */
export const link = z.object({
  up: measured,
  down: measured,
  rttMs: z.optional(z.number()),
  /** How many pictures come in a smaller layer than is shown, for want of bandwidth. */
  lowered: z.optional(z.int()),
});
export type Link = z.infer<typeof link>;

/** What a share of lost packets does to a conversation; little of it is nothing that anybody notices. */
export type LinkLevel = 'good' | 'fair' | 'poor';
export const linkLevelOf = ({ loss }: { readonly loss: number }): LinkLevel =>
  loss < FAIR_LOSS ? 'good' : loss < POOR_LOSS ? 'fair' : 'poor';
const FAIR_LOSS = 0.03;
const POOR_LOSS = 0.1;

/** Now and then, and the whole of it each time: this peer's own link, and those others of whose packets too many get lost on their way to the sfu. */
export const linksMeasured = z.object({
  own: link,
  weak: z.array(z.object({ peerId, level: z.enum(['fair', 'poor']) })),
});
export type LinksMeasured = z.infer<typeof linksMeasured>;
