import * as z from 'zod/mini';
import { errorCodes } from '../errorCodes.ts';
import { roomId } from '../ids.ts';

/** What an answer may hold, by name. */
export const httpBodies = {
  health: z.object({ status: z.literal('ok') }),
  readiness: z.object({ status: z.literal('ready') }),
  version: z.object({ version: z.string(), protocol: z.int() }),
  madeRoom: z.object({ roomId, url: z.string() }),
  /** Everything that is not 2xx. */
  refusal: z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) }),
} as const satisfies Record<string, z.ZodMiniType>;

export type HttpAnswer = { readonly description: string; readonly body: keyof typeof httpBodies | 'text' };
export type HttpRoute = {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  /** Whether an operator may ask for `Authorization: Bearer <API_KEY>`. */
  readonly takesApiKey?: true;
  readonly answers: Readonly<Record<number, HttpAnswer>>;
};

/** What signaling answers over plain HTTP, besides the pages and the WebSocket. A test holds the app against it. */
export const httpRoutes: readonly HttpRoute[] = [
  {
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process lives.',
    answers: { 200: { description: 'It does.', body: 'health' } },
  },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether calls can be made now.',
    answers: {
      200: { description: 'They can.', body: 'readiness' },
      503: { description: 'Not now: draining, without an sfu, or the rooms are not known yet.', body: 'refusal' },
    },
  },
  {
    method: 'get',
    path: '/version',
    summary: 'Which version this is, and which version of the protocol it speaks.',
    answers: { 200: { description: 'Both.', body: 'version' } },
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'What the process counts, for Prometheus.',
    answers: { 200: { description: 'The text format of Prometheus.', body: 'text' } },
  },
  {
    method: 'post',
    path: '/api/rooms',
    summary: 'An unguessable id for a new room. The room itself begins with who first enters it.',
    takesApiKey: true,
    answers: {
      201: { description: 'The id, and the address of its page.', body: 'madeRoom' },
      400: { description: 'The Host header is missing or malformed.', body: 'refusal' },
      401: { description: 'Making rooms takes the API key here.', body: 'refusal' },
      413: { description: 'The body is too large; none is needed.', body: 'refusal' },
    },
  },
];
