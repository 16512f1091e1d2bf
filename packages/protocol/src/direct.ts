import * as z from 'zod/mini';
import { peerId } from './ids.ts';
import {
  MAX_CANDIDATE_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_MID_LENGTH,
  MAX_SOURCES_PER_DESCRIPTION,
  MAX_USERNAME_FRAGMENT_LENGTH,
} from './limits.ts';
import { source } from './media.ts';

/** What two people who talk directly have to do with each other, and the room with them (TO, SI). */

/** Counts the room's changes of topology; 0 is the one it starts with. What names another one is late. */
export const topologyEpoch = z.int().check(z.nonnegative());

/** `p2p`: the two who are here may talk directly, and do so once they have tried it. `sfu`: nobody does. */
export const topologyState = z.object({ topology: z.enum(['sfu', 'p2p']), epoch: topologyEpoch });
export type TopologyState = z.infer<typeof topologyState>;

/** RTCSessionDescription (RFC 9429), and which media sections of it carry which of the sender's sources. */
const description = z.object({
  type: z.enum(['offer', 'answer']),
  sdp: z.string().check(z.maxLength(MAX_DESCRIPTION_LENGTH)),
  sources: z
    .array(z.object({ mid: z.string().check(z.minLength(1), z.maxLength(MAX_MID_LENGTH)), source }))
    .check(z.maxLength(MAX_SOURCES_PER_DESCRIPTION)),
});

/** RTCIceCandidateInit (RFC 8838). */
const candidate = z.object({
  candidate: z.string().check(z.maxLength(MAX_CANDIDATE_LENGTH)),
  sdpMid: z.nullable(z.string().check(z.maxLength(MAX_MID_LENGTH))),
  sdpMLineIndex: z.nullable(z.int().check(z.nonnegative(), z.lte(255))),
  usernameFragment: z.nullable(z.string().check(z.maxLength(MAX_USERNAME_FRAGMENT_LENGTH))),
});

/** One word from one peer to the other on the way to a direct path. The server hands it on and looks at its size only. */
export const signal = z.union([z.object({ description }), z.object({ candidate })]);
export type Signal = z.infer<typeof signal>;

const nothing = z.object({});

export const directRequests = {
  /** Whether this peer may be reached directly, which shows its addresses to the other one. A new seat allows nothing. */
  allowDirect: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 1,
    params: z.object({ allowed: z.boolean() }),
    result: nothing,
  },

  /** The direct path of this epoch cannot be had, or is lost: back to the sfu, both of them. */
  giveUpDirect: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 1,
    params: z.object({ epoch: topologyEpoch }),
    result: nothing,
  },

  signal: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 1,
    params: z.object({ to: peerId, epoch: topologyEpoch, signal }),
    result: nothing,
  },
} as const;

/** What the addressee of a signal is told; the server says who it is from. */
export const signalled = z.object({ from: peerId, epoch: topologyEpoch, signal });
