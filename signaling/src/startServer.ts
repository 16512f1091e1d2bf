import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { PeerId } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import { v7 as uuid } from 'uuid';
import type { Config } from './config.ts';
import { toBlockList } from './config.ts';
import { AddressLimits } from './http/AddressLimits.ts';
import { createApp } from './http/createApp.ts';
import { createKeyCheck } from './http/createKeyCheck.ts';
import { createUpgradeHandler } from './http/handleUpgrades.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { MemorySessionStore } from './rooms/MemorySessionStore.ts';
import { Rooms } from './rooms/Rooms.ts';
import { Sessions } from './sessions/Sessions.ts';
import { createChooseNode } from './sfu/nodes/chooseNode.ts';
import { MemoryDirectory } from './sfu/nodes/MemoryDirectory.ts';
import { SfuNodes } from './sfu/nodes/SfuNodes.ts';
import { SfuLink } from './sfu/SfuLink.ts';
import { createIceServers } from './turn/createIceServers.ts';
import { TokenGate } from './tokens/TokenGate.ts';
import { createDial, createSocketServer } from './ws/webSockets.ts';

export type ServerPorts = { readonly clock: Clock; readonly log: Log };
export type RunningServer = {
  readonly port: number;
  /** Sends everybody away and ends when the last one is gone, or after a while. Safe to call twice. */
  stop(): Promise<void>;
};

/** Puts the signaling server together and has it listen; rejects when the port cannot be had. */
export async function startServer(config: Config, { clock, log }: ServerPorts): Promise<RunningServer> {
  let isStopping = false;
  const random = () => Math.random();
  const link = (url: string) => {
    const dial = createDial({ url: new URL('/control', url).href, secret: config.sfuSecret, clock });
    return new SfuLink({ dial, clock, log, random, callerId: uuid() });
  };
  const sfu = new SfuNodes({
    links: new Map(config.sfuUrls.map((url) => [url, link(url)])),
    directory: new MemoryDirectory(),
    chooseNode: createChooseNode(random),
    clock,
    log,
  });
  const iceServersFor = (peerId: PeerId) => createIceServers(config, { peerId, nowMs: Date.now() });
  const metrics = createMetrics(() => ({
    sessions: sessions.size,
    rooms: rooms.size,
    peers: rooms.peerCount,
    lobbies: rooms.lobbyCount,
    isSfuReady: sfu.isReady,
    sfuNodes: sfu.counts,
    unsentBytes: sessions.unsentBytes,
    sfuRequests: sfu.openCalls,
    keptOrders: rooms.keptOrders,
    links: rooms.links.totals,
  }));
  // uuid v7 is what the schema of a peer id asks for.
  const newPeerId = () => uuid() as PeerId;
  const { maxRooms } = config.limits;
  const rooms = new Rooms({
    sfu,
    clock,
    log,
    iceServersFor,
    newPeerId,
    newSessionStore: () => new MemorySessionStore(),
    nowMs: Date.now,
    maxRooms,
    standbyPeers: config.standbyPeers,
    metrics,
  });
  const tokens = new TokenGate({
    secret: config.jwtSecret,
    isRequired: config.requiresToken,
    clock,
    nowMs: () => Date.now(),
  });
  const sessions = new Sessions({ clock, rooms, tokens, metrics, log, random });
  const trustedProxies = toBlockList(config.trustedProxies);

  const limits = new AddressLimits({ ...config.limits, trustedProxies, metrics });
  const app = createApp({
    version: readVersion(),
    publicUrl: config.publicUrl,
    hasTls: config.tls !== undefined,
    trustedProxies,
    limits,
    webRoot: findWebRoot(config, log),
    segmentationModel: config.segmentationModel,
    embedOrigins: config.embedOrigins,
    whyNotReady: () => {
      if (isStopping) return 'the server is closing';
      if (!sfu.isReady) return 'there is no media server';
      return rooms.isOpen ? undefined : 'the rooms are not known yet';
    },
    metrics,
    mayMakeRooms: createKeyCheck(config),
    newRoomId: () => randomBytes(ROOM_ID_BYTES).toString('base64url'),
    log,
  });
  const sockets = createSocketServer(clock);
  const onUpgrade = createUpgradeHandler({
    sockets,
    allowedOrigins: [...config.allowedOrigins, ...(config.publicUrl === undefined ? [] : [config.publicUrl])],
    trustedProxies,
    limits,
    metrics,
    isStopping: () => isStopping,
    onSocket: (socket, address) => sessions.accept(socket, address),
  });

  const server = createServer(config, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  server.on('upgrade', (request, socket, head) => onUpgrade({ request, socket, head }));
  await listen(server, config);
  sfu.start(rooms);

  const stop = async () => {
    isStopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    sessions.stop();
    server.closeIdleConnections();
    const cancel = clock.after(STOP_DEADLINE_MS, () => {
      sockets.terminateAll();
      server.closeAllConnections();
    });
    await closed;
    cancel();
    rooms.close();
    sfu.stop();
  };
  let stopped: Promise<void> | undefined;
  return { port: (server.address() as AddressInfo).port, stop: () => (stopped ??= stop()) };
}

type RequestListener = ReturnType<typeof getRequestListener>;

function createServer({ tls }: Config, listener: RequestListener): Server {
  const onRequest: Parameters<typeof createHttpServer>[1] = (incoming, outgoing) => void listener(incoming, outgoing);
  // Whoever sends a request drop by drop is not waited for.
  const options = { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000 };
  return tls ? createHttpsServer({ ...options, ...tls }, onRequest) : createHttpServer(options, onRequest);
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function findWebRoot({ webRoot }: Config, log: Log): string | undefined {
  if (webRoot === undefined) return undefined;
  if (existsSync(join(webRoot, 'index.html'))) return webRoot;
  log.warn({}, 'WEB_ROOT has no index.html: there will be no pages; build the web app first');
  return undefined;
}

/** The package's own, beside both the sources and what is built of them. */
function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const isVersioned = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isVersioned ? String(manifest.version) : 'unknown';
}

const ROOM_ID_BYTES = 16;
const STOP_DEADLINE_MS = 2_000;
