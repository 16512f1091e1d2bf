import * as z from 'zod/mini';
import { peerId } from './ids.ts';
import { MAX_CONSUMERS_PER_REQUEST, MAX_RENEWALS_PER_REQUEST } from './limits.ts';
import { source } from './media.ts';

/** What a receiver does about media that does not arrive (HE). */

const nothing = z.object({});
const stream = z.object({ peerId, source });

export const healingRequests = {
  /** New consumers for streams that do not arrive; the ones before are closed. Answered when it is on its way. */
  renewConsumers: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 5,
    params: z.object({ of: z.array(stream).check(z.minLength(1), z.maxLength(MAX_RENEWALS_PER_REQUEST)) }),
    result: nothing,
  },

  /** Everything that should arrive and does not, as of now; empty: all of it does. */
  reportUnheard: {
    allowedIn: ['joined'],
    needs: 'nothing',
    costs: 1,
    params: z.object({ of: z.array(stream).check(z.maxLength(MAX_CONSUMERS_PER_REQUEST)) }),
    result: nothing,
  },
} as const;

/** Who gets nothing of something that this peer sends; empty: everyone does again. */
export const unheardChanged = z.object({ source, byPeerIds: z.array(peerId) });
