import * as z from 'zod/mini';
import { captioned } from './captions.ts';
import { signalled } from './direct.ts';
import { loggedEvent, roomEvents } from './events.ts';
import { heldBackChanged, wantedChanged } from './forwarding.ts';
import { unheardChanged } from './healing.ts';
import { consumerId, peerId } from './ids.ts';
import { linksMeasured } from './links.ts';
import { consumerOffer, mediaOffer, standbyOffer } from './media.ts';
import { seatTaken } from './seat.ts';

/** `removed`: a host removed this peer. `refused`: it was not let in. `roomEnded`: a host ended the call for all. */
export const endReason = z.enum(['removed', 'refused', 'roomEnded']);
export type EndReason = z.infer<typeof endReason>;

/** Everything signaling tells a client: the room's sequenced events, and facts about this peer's own media. */
export const notifications = {
  ...roomEvents,

  /** Several of the room's events at once, oldest first, without gaps: the same as one after the other (EV4). */
  events: z.object({ events: z.array(loggedEvent).check(z.minLength(2)) }),

  /** Streams now on offer, all of one media epoch. Answer with one resumeConsumers. */
  consumersAdded: z.object({ mediaEpoch: z.int().check(z.positive()), consumers: z.array(consumerOffer) }),
  consumersClosed: z.object({ consumerIds: z.array(consumerId) }),

  /** Who is heard now, loudest first; empty is silence. Coalesced. `volume` in dBov, -127 to 0. */
  speakersChanged: z.object({ speakers: z.array(z.object({ peerId, volume: z.number() })) }),

  /** What somebody's browser understood of what they say; only news. */
  captioned,

  /** From the one other person in the room, of the current epoch. */
  signalled,

  /** The sfu lost this peer's transports (a worker died, the sfu was restarted): build everything anew from this. */
  mediaReset: z.object({ media: mediaOffer }),

  /** No sfu can be had at the moment; a mediaReset follows when one is there again, unless no sfu takes this peer. */
  mediaLost: z.object({ reason: z.optional(z.enum(['quarantined'])) }),

  /** Connect this, set it up, and send nothing on it. Without a `standby`: the one before is gone. */
  mediaStandby: z.object({ standby: z.optional(standbyOffer) }),

  unheardChanged,

  wantedChanged,
  heldBackChanged,

  linksMeasured,

  /** Who waits to be let in, the first one first. Told to hosts, the whole list each time. */
  waitingChanged: z.object({ waiting: z.array(z.object({ peerId, displayName: z.string() })) }),

  /** A host has let this visitor in: what `join` would have answered. */
  admitted: seatTaken,

  /** A host asks this peer to unmute. Whether it does is its own affair. */
  unmuteAsked: z.object({ byPeerId: peerId }),

  /** This client's stay is over, for good; the socket is closed with 4403. */
  ended: z.object({ reason: endReason }),

  /** The process is about to stop. Reconnect after the given time; media goes on. */
  serverClosing: z.object({ reconnectAfterMs: z.int().check(z.nonnegative()) }),
} as const satisfies Record<string, z.ZodMiniType>;

export type Notifications = typeof notifications;
export type NotificationName = keyof Notifications;
export type NotificationData<N extends NotificationName> = z.infer<Notifications[N]>;
