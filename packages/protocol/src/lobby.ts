import * as z from 'zod/mini';
import { consumerId, roomId } from './ids.ts';
import { MAX_CONSUMERS_PER_REQUEST } from './limits.ts';
import { mediaOffer } from './media.ts';
import { joinToken } from './seat.ts';

/** What a visitor may prepare to send: what everybody sends at once. */
export const lobbySource = z.enum(['microphone', 'camera']);

/** With what has been prepared in the lobby a `join` or `knock` begins. Without it everything begins anew. */
export const warmStart = z.object({
  /** These are set up, and may flow at once. */
  consumerIds: z.array(consumerId).check(z.maxLength(MAX_CONSUMERS_PER_REQUEST)),
  /** These were produced in the lobby, and are sources of the room from now on. */
  sources: z.array(z.object({ source: lobbySource, muted: z.boolean() })).check(
    z.maxLength(lobbySource.options.length),
    z.refine((sources) => new Set(sources.map(({ source }) => source)).size === sources.length),
  ),
});
export type WarmStart = z.infer<typeof warmStart>;

/** How much of a join was done before the click. */
export const readiness = z.enum(['cold', 'warm', 'hot']);
export type Readiness = z.infer<typeof readiness>;

/**
 * The parts of a join, one after the other: until the room has given a seat, until there is an engine, until something can
 * arrive, until something has.
 */
export const joinPhases = ['seat', 'engine', 'path', 'media'] as const;
export type JoinPhase = (typeof joinPhases)[number];

const ms = z.number().check(z.nonnegative(), z.maximum(600_000));

/** What a client may ask from the lobby of a room, besides `look`: nobody in the room learns of any of it. */
export const lobbyRequests = {
  /**
   * Transports for the seat that may be taken, to be connected before it is. Without `media` there are none to be had now:
   * then joining takes longer. Asked again it gives them when there are some by then.
   */
  warmUp: {
    allowedIn: ['awaitingJoin', 'lobby'],
    needs: 'nothing',
    costs: 10,
    params: z.object({
      protocolVersion: z.int(),
      roomId,
      token: z.optional(joinToken),
      /** `warm`: connect only. */
      upTo: z.optional(z.enum(['warm', 'hot'])),
    }),
    result: z.object({ media: z.optional(mediaOffer) }),
  },

  /** How long it took from the click to the first picture or sound of somebody else. For the metrics, once for each seat. */
  reportJoin: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 5,
    params: z.object({ readiness, total: ms, phases: z.partialRecord(z.enum(joinPhases), ms) }),
    result: z.object({}),
  },
} as const;
