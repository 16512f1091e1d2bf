import * as z from 'zod/mini';
import { heldBackChanged, wantedOfPicture } from '../forwarding.ts';
import { consumerId, peerId, roomId } from '../ids.ts';
import { link } from '../links.ts';
import { source } from '../media.ts';

const nodeLoad = {
  /** The share of what the node can take that is taken: 0 is idle, 1 is full. */
  load: z.optional(z.number().check(z.nonnegative())),
  /** It is about to be stopped: who is there stays, no new room comes. */
  draining: z.optional(z.boolean()),
};

const measuredLink = z.object({ peerId, ...link.def.shape });
export type MeasuredLink = z.infer<typeof measuredLink>;

/** What an sfu tells signaling unasked. */
export const controlFacts = {
  /** First on every new link: who this is, and which rooms it still holds. */
  nodeReady: z.object({
    nodeId: z.string(),
    mediasoupVersion: z.string(),
    workers: z.int().check(z.positive()),
    roomIds: z.array(roomId),
    /** Of Confab. */
    version: z.optional(z.string()),
    ...nodeLoad,
  }),

  /** Every two seconds, and at once when the node begins to drain. */
  nodeChanged: z.object(nodeLoad),

  /** These rooms have no media any more: open their peers again. */
  roomsLost: z.object({ roomIds: z.array(roomId), reason: z.enum(['workerDied', 'nodeGone']) }),

  /** These peers of a room have no media any more, the others do: open these again. */
  peersLost: z.object({ roomId, peerIds: z.array(peerId) }),

  /** Its standby is gone; the room itself goes on. */
  standbyLost: z.object({ roomId }),

  /** Who is heard, loudest first; empty is silence. `volume` in dBov, -127 to 0. */
  speakersChanged: z.object({ roomId, speakers: z.array(z.object({ peerId, volume: z.number() })) }),

  /** What those who receive show of these, in all (FW4). */
  wantedChanged: z.object({ roomId, streams: z.array(z.object({ peerId, source, ...wantedOfPicture })) }),
  /** Whose microphones are not forwarded now: all of them (FW5). */
  heldBackChanged: z.object({ roomId, ...heldBackChanged.def.shape }),

  /** How the peers of a room are linked, every ten seconds (LK1). */
  linksMeasured: z.object({ roomId, links: z.array(measuredLink) }),

  /** Consumers that ended for another reason than a request of signaling. */
  consumersClosed: z.object({
    roomId,
    closed: z.array(z.object({ peerId, consumerIds: z.array(consumerId) })),
  }),
} as const satisfies Record<string, z.ZodMiniType>;

export type ControlFacts = typeof controlFacts;
export type ControlFactName = keyof ControlFacts;
export type ControlFactData<N extends ControlFactName> = z.infer<ControlFacts[N]>;
