import * as z from 'zod/mini';
import { errorCodes } from './errorCodes.ts';
import { MAX_FRAME_DEPTH } from './limits.ts';
import { safeParse } from './safeParse.ts';

const MAX_NAME_LENGTH = 64;
const requestId = z.string().check(z.minLength(1), z.maxLength(MAX_NAME_LENGTH));
const name = z.string().check(z.minLength(1), z.maxLength(MAX_NAME_LENGTH));

/** The error of a failed request. */
export const wireError = z.object({ code: z.enum(errorCodes), message: z.string(), retryable: z.boolean() });

export const requestFrame = z.object({ t: z.literal('req'), id: requestId, method: name, params: z.unknown() });
export const responseFrame = z.union([
  z.object({ t: z.literal('res'), id: requestId, ok: z.literal(true), result: z.unknown() }),
  z.object({ t: z.literal('res'), id: requestId, ok: z.literal(false), error: wireError }),
]);
export const notificationFrame = z.object({
  t: z.literal('ntf'),
  seq: z.optional(z.int().check(z.nonnegative())),
  name,
  data: z.unknown(),
});

/** Everything that may stand in one WebSocket text message. */
export const frame = z.union([requestFrame, responseFrame, notificationFrame]);
export type Frame = z.infer<typeof frame>;
export type RequestFrame = z.infer<typeof requestFrame>;
export type ResponseFrame = z.infer<typeof responseFrame>;
export type NotificationFrame = z.infer<typeof notificationFrame>;

/** Reads one text message; undefined when it is no frame of ours. Depth is judged before anything walks the value. */
export function parseFrame(text: string): Frame | undefined {
  if (depthOf(text) > MAX_FRAME_DEPTH) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // Not JSON: the caller closes with 4400, the text is of no further use.
  }
  return toFrame(value);
}

/**
 * The value as `frame` says, by hand: it is judged for every message, and zod takes a third of what a message costs.
 * A test holds it against the schema.
 */
function toFrame(value: unknown): Frame | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { t } = value as Partial<Frame>;
  if (t === 'req') return toRequest(value);
  if (t === 'ntf') return toNotification(value);
  // An error's code is one of a list: answers that refuse are rare enough for the schema.
  return t === 'res' ? toResponse(value) : undefined;
}

function toRequest(value: Partial<RequestFrame>): RequestFrame | undefined {
  const { id, method, params } = value;
  return isShort(id) && isShort(method) && 'params' in value ? { t: 'req', id, method, params } : undefined;
}

function toNotification(value: Partial<NotificationFrame>): NotificationFrame | undefined {
  const { seq, name: called, data } = value;
  if (!isShort(called) || !('data' in value)) return undefined;
  if (seq === undefined) return { t: 'ntf', name: called, data };
  return Number.isSafeInteger(seq) && seq >= 0 ? { t: 'ntf', seq, name: called, data } : undefined;
}

function toResponse(value: Partial<ResponseFrame>): ResponseFrame | undefined {
  if (value.ok === true)
    return isShort(value.id) && 'result' in value
      ? { t: 'res', id: value.id, ok: true, result: value.result }
      : undefined;
  const parsed = safeParse(responseFrame, value);
  return parsed.success ? parsed.data : undefined;
}

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_LENGTH;

/** How deep JSON text nests, without building it. Brackets inside strings do not count. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (inString) {
      if (char === BACKSLASH) index++;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) depth--;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
