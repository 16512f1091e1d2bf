import * as z from 'zod/mini';
import { messageId } from './chat.ts';
import { peerId } from './ids.ts';
import { MAX_CAPTION_LENGTH } from './limits.ts';

/** What a peer's own browser understood of what it says (CP). */

/** Control characters, half characters (lone surrogates), and what turns the text around it (UAX #9). */
const UNFIT_FOR_CAPTIONS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

const captionText = z.string().check(
  z.trim(),
  z.minLength(1),
  z.maxLength(MAX_CAPTION_LENGTH, { abort: true }),
  z.refine((text) => !UNFIT_FOR_CAPTIONS.test(text)),
);

/** One utterance as understood so far: the next caption of the same id takes its place, until it `isFinal`. */
const caption = { captionId: messageId, text: captionText, isFinal: z.boolean() };

export const captionRequests = {
  /** Worth nothing later: nobody says it again. */
  caption: { allowedIn: ['joined'], needs: 'send', costs: 5, params: z.object(caption), result: z.object({}) },
} as const;

export const captioned = z.object({ ...caption, peerId });
