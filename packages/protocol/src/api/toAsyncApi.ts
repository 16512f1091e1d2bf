import * as z from 'zod/mini';
import { closeCodes } from '../closeCodes.ts';
import { wireError } from '../envelope.ts';
import { loggedEvent, roomEvents } from '../events.ts';
import * as ids from '../ids.ts';
import { MAX_CLIENT_FRAME_BYTES, MAX_FRAME_DEPTH, PROTOCOL_VERSION } from '../limits.ts';
import * as media from '../media.ts';
import { notifications } from '../notifications.ts';
import { requests } from '../requests.ts';
import * as room from '../room.ts';
import type { JsonSchema } from './toJsonSchemas.ts';
import { refTo, toJsonSchemas } from './toJsonSchemas.ts';

type Message = { readonly name: string; readonly payload: JsonSchema; readonly [more: string]: unknown };

/** What clients and signaling say to each other, as an AsyncAPI 3 document. */
export function toAsyncApi(): JsonSchema {
  const messages = { ...requestMessages(), refused: refusedMessage(), ...notificationMessages() };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Confab signaling',
      version: String(PROTOCOL_VERSION),
      description: DESCRIPTION,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { yours: { host: 'meet.example.org', protocol: 'wss', description: 'Where Confab runs.' } },
    channels: {
      session: {
        address: '/ws',
        title: 'One WebSocket of one client',
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, refTo('components', 'messages', name)]),
        ),
        bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
        'x-closeCodes': closeCodes,
      },
    },
    operations: { ...requestOperations(), ...notificationOperations() },
    components: { messages, schemas: toJsonSchemas(namedSchemas(), 'draft-7') },
  };
}

const channel = refTo('channels', 'session');
const inChannel = (name: string) => refTo('channels', 'session', 'messages', name);
const schemaRef = (name: string) => refTo('components', 'schemas', name);
const fixed = (value: string) => ({ type: 'string', const: value });
const id = { type: 'string', minLength: 1, maxLength: 64, description: 'Of the request, as its sender chose it.' };
const correlationId = { location: '$message.payload#/id' };

function requestMessages(): Record<string, Message> {
  const pairs = Object.keys(requests).map((method) => ({
    [`${method}Request`]: {
      name: method,
      correlationId,
      payload: toObject({ t: fixed('req'), id, method: fixed(method), params: schemaRef(`${method}.params`) }),
    },
    [`${method}Answer`]: {
      name: `answer to ${method}`,
      correlationId,
      payload: toObject({
        t: fixed('res'),
        id,
        ok: { type: 'boolean', const: true },
        result: schemaRef(`${method}.result`),
      }),
    },
  }));
  return Object.assign({}, ...pairs) as Record<string, Message>;
}

const refusedMessage = (): Message => ({
  name: 'answer to a request that failed',
  correlationId,
  payload: toObject({ t: fixed('res'), id, ok: { type: 'boolean', const: false }, error: schemaRef('wireError') }),
});

function notificationMessages(): Record<string, Message> {
  const all = Object.keys(notifications).map((name) => {
    const isEvent = Object.hasOwn(roomEvents, name);
    const payload = toObject({
      t: fixed('ntf'),
      ...(isEvent && { seq: schemaRef('seq') }),
      name: fixed(name),
      data: schemaRef(`${name}.data`),
    });
    return [name, { name, payload, ...(isEvent && { summary: 'A room event with its sequence number.' }) }];
  });
  return Object.fromEntries(all) as Record<string, Message>;
}

/** `x-…` is what else the row of the request says: when it may be made, by whom, at which price. */
function requestOperations(): JsonSchema {
  const all = Object.entries(requests).map(([method, { params: _params, result: _result, ...facts }]) => [
    method,
    {
      action: 'receive',
      channel,
      messages: [inChannel(`${method}Request`)],
      reply: { channel, messages: [inChannel(`${method}Answer`), inChannel('refused')] },
      ...Object.fromEntries(Object.entries(facts).map(([fact, value]) => [`x-${fact}`, value])),
    },
  ]);
  return Object.fromEntries(all) as JsonSchema;
}

const notificationOperations = (): JsonSchema =>
  Object.fromEntries(
    Object.keys(notifications).map((name) => [
      `tell-${name}`,
      { action: 'send', channel, messages: [inChannel(name)] },
    ]),
  );

/** All that other schemas use by name, and what stands in each message. */
function namedSchemas(): Record<string, z.ZodMiniType> {
  // The ids of what mediasoup makes are one schema.
  const named: Record<string, z.ZodMiniType> = { mediaId: ids.transportId };
  const shared = Object.entries<unknown>({ ...ids, ...media, ...room, loggedEvent, wireError });
  // Modules list their exports in different orders, compiled and not.
  for (const [name, value] of shared.sort(([one], [other]) => (one < other ? -1 : 1)))
    if (value instanceof z.ZodMiniType) named[name] = value;
  for (const [method, { params, result }] of Object.entries(requests)) {
    named[`${method}.params`] = copy(params);
    named[`${method}.result`] = copy(result);
  }
  for (const [name, data] of Object.entries(notifications)) named[`${name}.data`] = copy(data);
  return named;
}

/** A schema has one name, and some stand in several messages. */
const copy = (schema: z.ZodMiniType): z.ZodMiniType => schema.clone(schema.def);

function toObject(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

const DESCRIPTION = [
  'What a client and signaling say to each other over one WebSocket; the numbered rules are in packages/protocol/SPEC.md.',
  'A client sends requests and gets one answer for each; signaling also tells what happens (notifications).',
  `A client's message has at most ${MAX_CLIENT_FRAME_BYTES} bytes and nests at most ${MAX_FRAME_DEPTH} deep.`,
  'Generated by `npm run docs:api`.',
].join('\n');
