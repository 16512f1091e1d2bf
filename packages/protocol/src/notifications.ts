import * as z from 'zod/mini';
import { signalled } from './direct.ts';
import { roomEvents } from './events.ts';
import { consumerId, peerId } from './ids.ts';
import { consumerOffer, mediaOffer } from './media.ts';

/** Everything signaling tells a client: the room's sequenced events, and facts about this peer's own media. */
export const notifications = {
  ...roomEvents,

  /** Streams now on offer, all of one media epoch. Answer with one resumeConsumers. */
  consumersAdded: z.object({ mediaEpoch: z.int().check(z.positive()), consumers: z.array(consumerOffer) }),
  consumersClosed: z.object({ consumerIds: z.array(consumerId) }),

  /** Who is heard now, loudest first; empty is silence. Coalesced. `volume` in dBov, -127 to 0. */
  speakersChanged: z.object({ speakers: z.array(z.object({ peerId, volume: z.number() })) }),

  /** From the one other person in the room, of the current epoch. */
  signalled,

  /** The sfu lost this peer's transports (a worker died, the sfu was restarted): build everything anew from this. */
  mediaReset: z.object({ media: mediaOffer }),

  /** No sfu can be had at the moment; a mediaReset follows when one is there again. */
  mediaLost: z.object({}),

  /** The process is about to stop. Reconnect after the given time; media goes on. */
  serverClosing: z.object({ reconnectAfterMs: z.int().check(z.nonnegative()) }),
} as const satisfies Record<string, z.ZodMiniType>;

export type Notifications = typeof notifications;
export type NotificationName = keyof Notifications;
export type NotificationData<N extends NotificationName> = z.infer<Notifications[N]>;
