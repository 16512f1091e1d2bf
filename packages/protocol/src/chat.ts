import * as z from 'zod/mini';
import { peerId } from './ids.ts';
import { MAX_CHAT_LENGTH, MAX_MESSAGE_ID_LENGTH } from './limits.ts';

/** A client's own name for what it sends, so that sending it again is not saying it twice. */
export const messageId = z
  .string()
  .check(z.minLength(1), z.maxLength(MAX_MESSAGE_ID_LENGTH), z.regex(/^[A-Za-z0-9_-]+$/));

/** Control characters but for line breaks and tabs, and half characters (lone surrogates). */
const UNFIT_FOR_CHAT = /[^\P{Cc}\n\t]|\p{Cs}/u;

/** Text, and never anything but text: nobody reads markup in it. */
export const chatText = z.string().check(
  z.trim(),
  z.minLength(1),
  z.maxLength(MAX_CHAT_LENGTH, { abort: true }),
  z.refine((text) => !UNFIT_FOR_CHAT.test(text)),
);

/** The name is the sender's at that moment: a message outlives its sender. `at` in Unix milliseconds, by the server's clock. */
export const chatMessage = z.object({ messageId, peerId, displayName: z.string(), text: z.string(), at: z.number() });
export type ChatMessage = z.infer<typeof chatMessage>;

export const reactions = ['thumbsUp', 'heart', 'clap', 'laugh', 'surprise', 'celebrate'] as const;
export const reaction = z.enum(reactions);
export type Reaction = z.infer<typeof reaction>;
