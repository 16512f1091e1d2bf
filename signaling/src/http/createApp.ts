import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { PROTOCOL_VERSION } from '@confab/protocol';
import type { Log } from '../log.ts';
import type { AddressLimits } from './AddressLimits.ts';
import { isBodyTooLarge } from './isBodyTooLarge.ts';
import type { Hop } from './requestedHost.ts';
import { isForwardedSecure, requestedHost } from './requestedHost.ts';
import { securityHeaders } from './securityHeaders.ts';
import { serveModel } from './serveModel.ts';
import { serveWebApp } from './serveWebApp.ts';

/** Of Node's own request only what is used, so that a test can give it. */
export type AppEnv = {
  Bindings: { readonly incoming?: { readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'> } };
};

export type AppOptions = {
  readonly version: string;
  readonly publicUrl: string | undefined;
  readonly hasTls: boolean;
  readonly trustedProxies: BlockList;
  readonly limits: Pick<AddressLimits, 'judge'>;
  readonly webRoot: string | undefined;
  readonly segmentationModel: string | undefined;
  /** Pages of other origins that may show ours in a frame. */
  readonly embedOrigins: readonly string[];
  /** Why no call can be made now; undefined when one can. */
  readonly whyNotReady: () => string | undefined;
  readonly metrics: { render(): Promise<string>; readonly contentType: string };
  readonly newRoomId: () => string;
  /** Judges the Authorization header of who wants a room. */
  readonly mayMakeRooms: (authorization: string | undefined) => boolean;
  readonly log: Log;
};

/** Everything that is asked over plain HTTP: health, metrics, new rooms, the pages. */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const isSecure = options.hasTls || options.publicUrl?.startsWith('https:') === true;
  const hostOf = (context: Context<AppEnv>) =>
    options.publicUrl === undefined
      ? requestedHost(toHop(context), options.trustedProxies)
      : new URL(options.publicUrl).host;

  for (const handler of securityHeaders<AppEnv>({ hostOf, isSecure, embedOrigins: options.embedOrigins }))
    app.use('*', handler);
  addLimits(app, options);
  addStatus(app, options);
  addRooms(app, options);
  if (options.webRoot !== undefined) {
    serveModel(app, options.segmentationModel);
    serveWebApp(app, options.webRoot);
  }

  app.notFound((context) => refuse(context, 404));
  app.onError((err, context) => {
    options.log.error({ err, method: context.req.method }, 'an HTTP request failed');
    return refuse(context, 500);
  });
  return app;
}

function addLimits(app: Hono<AppEnv>, { limits }: AppOptions): void {
  app.use('*', async (context, next) => {
    // Whoever watches over us must not take us for dead.
    if (context.req.path === '/healthz' || context.req.path === '/readyz') return next();
    const deed = context.req.path === '/api/rooms' ? 'roomMade' : 'page';
    const refusal = await limits.judge(toHop(context), deed);
    if (!refusal) return next();
    context.header('Retry-After', String(refusal.retryAfterSeconds));
    return refuse(context, refusal.status, refusal.message);
  });
}

function addStatus(app: Hono<AppEnv>, { version, whyNotReady, metrics }: AppOptions): void {
  const neverStored = { 'Cache-Control': 'no-store' };
  app.get('/healthz', (context) => context.json({ status: 'ok' }, 200, neverStored));
  app.get('/readyz', (context) => {
    const reason = whyNotReady();
    if (reason !== undefined) return refuse(context, 503, reason);
    return context.json({ status: 'ready' }, 200, neverStored);
  });
  app.get('/version', (context) => context.json({ version, protocol: PROTOCOL_VERSION }, 200, neverStored));
  app.get('/metrics', async (context) =>
    context.body(await metrics.render(), 200, { ...neverStored, 'Content-Type': metrics.contentType }),
  );
  for (const path of ['/healthz', '/readyz', '/version', '/metrics'])
    app.all(path, (context) => refuseMethod(context, 'GET'));
}

function addRooms(app: Hono<AppEnv>, options: AppOptions): void {
  app.post('/api/rooms', async (context) => {
    if (!options.mayMakeRooms(context.req.header('Authorization'))) {
      context.header('WWW-Authenticate', 'Bearer');
      return refuse(context, 401);
    }
    // Hono's own bodyLimit makes a new Request of one without a length, which Node 20 refuses (`curl -X POST`).
    if (await isBodyTooLarge(context.req.raw, MAX_BODY_BYTES)) return refuse(context, 413);
    const base = options.publicUrl ?? baseOf(context, options);
    if (base === undefined) return refuse(context, 400, 'the Host header is missing or malformed');
    const roomId = options.newRoomId();
    return context.json({ roomId, url: `${base}/r/${roomId}` }, 201, { 'Cache-Control': 'no-store' });
  });
  app.all('/api/rooms', (context) => refuseMethod(context, 'POST'));
}

function baseOf(context: Context<AppEnv>, { hasTls, trustedProxies }: AppOptions): string | undefined {
  const hop = toHop(context);
  const host = requestedHost(hop, trustedProxies);
  if (host === undefined) return undefined;
  return `${hasTls || isForwardedSecure(hop, trustedProxies) ? 'https' : 'http'}://${host}`;
}

const toHop = (context: Context<AppEnv>): Hop => ({
  headers: context.req.header(),
  remoteAddress: context.env?.incoming?.socket.remoteAddress,
});

function refuseMethod(context: Context, allow: string): Response {
  context.header('Allow', allow);
  return refuse(context, 405, `use ${allow}`);
}

function refuse(context: Context, status: keyof typeof refusals, message: string = refusals[status].message): Response {
  return context.json({ error: { code: refusals[status].code, message } }, status, { 'Cache-Control': 'no-store' });
}

const refusals = {
  400: { code: 'badRequest', message: 'bad request' },
  401: { code: 'unauthorized', message: 'making rooms takes the API key' },
  404: { code: 'notFound', message: 'there is nothing here' },
  405: { code: 'badRequest', message: 'not this way' },
  413: { code: 'limitExceeded', message: 'too large' },
  429: { code: 'rateLimited', message: 'too many requests' },
  500: { code: 'internal', message: 'internal error' },
  503: { code: 'unavailable', message: 'not now' },
} as const;

/** Nothing is read from it. */
const MAX_BODY_BYTES = 1_024;
