import { BlockList, isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { IceServer } from '@confab/protocol';
import type { EnvReader } from './EnvReader.ts';
import { createEnvReader } from './EnvReader.ts';

/** What the environment says, checked. It holds secrets: never log it as a whole. */
export type Config = {
  /** 0 is any free port. */
  readonly port: number;
  readonly host: string;
  /** Origin of the address that people open, without a trailing slash; undefined: the one they asked for. */
  readonly publicUrl: string | undefined;
  readonly allowedOrigins: readonly string[];
  /** Pages that may show ours in a frame. */
  readonly embedOrigins: readonly string[];
  /** Addresses whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly limits: { readonly maxSockets: number; readonly maxSocketsPerAddress: number; readonly maxRooms: number };
  /** A room of more people has no second transports that wait for the loss of the first (ME11); 0: none has. */
  readonly standbyPeers: number;
  readonly logLevel: LogLevel;
  readonly iceServers: readonly IceServer[];
  readonly turn: { readonly urls: readonly string[]; readonly secret: string } | undefined;
  /** Signs and checks join tokens. */
  readonly jwtSecret: string | undefined;
  readonly requiresToken: boolean;
  /** Who shows it may make rooms over HTTP. */
  readonly apiKey: string | undefined;
  /** PEM, not paths. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** One for each sfu node. */
  readonly sfuUrls: readonly string[];
  readonly sfuSecret: string;
  readonly webRoot: string | undefined;
  /** The file of a TensorFlow Lite model that finds a person in a picture, for the pages. */
  readonly segmentationModel: string | undefined;
};

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads the environment of the signaling process; all faults at once, each a sentence with the cure, none with a secret. */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): ParsedConfig {
  const reader = createEnvReader(env, readFile);
  const config: Config = {
    port: reader.port('PORT', 8080),
    host: reader.text('HOST') ?? '127.0.0.1',
    publicUrl: readPublicUrl(reader),
    allowedOrigins: readOrigins(reader, 'ALLOWED_ORIGINS'),
    embedOrigins: readOrigins(reader, 'EMBED_ORIGINS'),
    trustedProxies: readProxies(reader),
    limits: {
      maxSockets: reader.count('MAX_SOCKETS', 10_000),
      maxSocketsPerAddress: reader.count('MAX_SOCKETS_PER_ADDRESS', 500),
      maxRooms: reader.count('MAX_ROOMS', 2_000),
    },
    standbyPeers: Number(reader.oneOf('STANDBY_PEERS', ['0', '3', '4', '5', '6', '7', '8']) ?? 6),
    logLevel: reader.oneOf('LOG_LEVEL', logLevels) ?? 'info',
    iceServers: readIceServers(reader),
    turn: readTurn(reader),
    ...readTokens(reader),
    tls: readTls(reader),
    sfuUrls: readSfuUrls(reader),
    sfuSecret: readSfuSecret(reader),
    webRoot: reader.text('WEB_ROOT'),
    segmentationModel: readModel(reader),
  };
  return reader.faults.length === 0 ? { ok: true, config } : { ok: false, faults: reader.faults };
}

/** The one secret that signing a join token takes, for a command line that starts no server. */
export function parseTokenSecret(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): { readonly secret: string | undefined; readonly faults: readonly string[] } {
  const reader = createEnvReader(env, readFile);
  const secret = readLongSecret(reader, 'JWT_SECRET');
  return { secret, faults: reader.faults };
}

/** The proxies of TRUST_PROXY as something that addresses can be held against. */
export function toBlockList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function readModel(reader: EnvReader): string | undefined {
  const { content } = reader.file('SEGMENTATION_MODEL');
  // The name of the format stands behind an offset of four bytes.
  if (content !== undefined && !content.slice(0, 16).includes('TFL3'))
    reader.fault('SEGMENTATION_MODEL is no TensorFlow Lite model: name a .tflite file, or leave it out.');
  return reader.text('SEGMENTATION_MODEL');
}

const LOOPBACK = ['127.0.0.0/8', '::1'];
const MIN_SECRET_BYTES = 32;

function readPublicUrl(reader: EnvReader): string | undefined {
  const text = reader.text('PUBLIC_URL');
  if (text === undefined) return undefined;
  const url = toUrl(text);
  if (url && isHttp(url) && url.pathname === '/' && !url.search && !url.hash && !url.username) return url.origin;
  reader.fault(
    'PUBLIC_URL is no http(s) address without a path: set it to what people open, such as https://meet.example.org.',
  );
  return undefined;
}

function readOrigins(reader: EnvReader, name: string): string[] {
  const origins = [];
  for (const text of reader.list(name)) {
    const url = toUrl(text);
    if (url && isHttp(url) && url.pathname === '/') origins.push(url.origin);
    else
      reader.fault(
        `${name} has "${text}", which is no origin: write it as https://meet.example.org, several with commas.`,
      );
  }
  return origins;
}

function readProxies(reader: EnvReader): string[] {
  const proxies = [];
  for (const text of reader.list('TRUST_PROXY')) {
    if (text === 'loopback') proxies.push(...LOOPBACK);
    else if (isAddressOrSubnet(text)) proxies.push(text);
    else
      reader.fault(
        `TRUST_PROXY has "${text}": name addresses, subnets such as 10.0.0.0/8, or "loopback", several with commas.`,
      );
  }
  return proxies;
}

function isAddressOrSubnet(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32));
}

function readIceServers(reader: EnvReader): IceServer[] {
  const urls = reader.list('STUN_URLS');
  const bad = urls.filter((url) => !/^stuns?:[^\s/]+$/.test(url));
  if (bad.length > 0 || urls.length > MAX_ICE_URLS) {
    reader.fault(
      `STUN_URLS must be at most ${MAX_ICE_URLS} addresses such as stun:stun.example.org:3478, several with commas.`,
    );
  }
  return urls.length > 0 ? [{ urls }] : [];
}

const MAX_ICE_URLS = 16;

function readTurn(reader: EnvReader): Config['turn'] {
  const urls = reader.list('TURN_URLS');
  const secret = reader.secret('TURN_SECRET');
  if (urls.some((url) => !/^turns?:[^\s/]+$/.test(url))) {
    reader.fault('TURN_URLS must be addresses such as turn:turn.example.org:3478, several with commas.');
  }
  if (urls.length > 0 && secret === undefined) {
    reader.fault('TURN_URLS is set without TURN_SECRET: set it to the static-auth-secret of the TURN server.');
  }
  if (urls.length === 0 && secret !== undefined)
    reader.fault('TURN_SECRET is set without TURN_URLS: set both or neither.');
  return urls.length > 0 && secret !== undefined ? { urls, secret } : undefined;
}

function readTokens(reader: EnvReader): Pick<Config, 'jwtSecret' | 'requiresToken' | 'apiKey'> {
  const jwtSecret = readLongSecret(reader, 'JWT_SECRET');
  const requiresToken = reader.oneOf('REQUIRE_TOKEN', ['true', 'false']) === 'true';
  if (requiresToken && jwtSecret === undefined) {
    reader.fault(
      'REQUIRE_TOKEN=true without JWT_SECRET: set the secret that join tokens are signed with, or nobody can enter.',
    );
  }
  return { jwtSecret, requiresToken, apiKey: readLongSecret(reader, 'API_KEY') };
}

function readLongSecret(reader: EnvReader, name: string): string | undefined {
  const secret = reader.secret(name);
  if (secret !== undefined && isShort(secret)) reader.fault(tooShort(name));
  return secret;
}

function readTls(reader: EnvReader): Config['tls'] {
  const cert = reader.file('TLS_CERT');
  const key = reader.file('TLS_KEY');
  if (cert.isSet !== key.isSet) {
    reader.fault('TLS_CERT and TLS_KEY belong together: set both to the paths of PEM files, or neither.');
  }
  if (cert.content === undefined || key.content === undefined) return undefined;
  try {
    createSecureContext({ cert: cert.content, key: key.content });
  } catch {
    reader.fault(
      'TLS_CERT and TLS_KEY cannot be used: they must be PEM files, and the key must be the one of the certificate.',
    );
    return undefined;
  }
  return { cert: cert.content, key: key.content };
}

function readSfuUrls(reader: EnvReader): string[] {
  const example = 'set it to the control address of the sfu, such as ws://127.0.0.1:8090, several with commas.';
  const texts = reader.list('SFU_URL');
  if (texts.length === 0) reader.fault(`SFU_URL is not set: ${example}`);
  const urls = texts.map(toUrl);
  if (urls.some((url) => url?.protocol !== 'ws:' && url?.protocol !== 'wss:'))
    reader.fault(`SFU_URL is no WebSocket address: ${example}`);
  const known = urls.flatMap((url) => url?.href ?? []);
  if (new Set(known).size < known.length) reader.fault('SFU_URL names one sfu twice: keep one of them.');
  return known;
}

function readSfuSecret(reader: EnvReader): string {
  const secret = reader.secret('SFU_SECRET');
  if (secret === undefined) {
    reader.fault('SFU_SECRET is not set: give signaling and sfu the same secret of at least 32 bytes.');
  } else if (isShort(secret)) reader.fault(tooShort('SFU_SECRET'));
  return secret ?? '';
}

const isShort = (secret: string) => Buffer.byteLength(secret) < MIN_SECRET_BYTES;
const tooShort = (name: string) =>
  `${name} is shorter than ${MIN_SECRET_BYTES} bytes: make a random one, for example with "openssl rand -base64 32".`;

const toUrl = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);
const isHttp = ({ protocol }: URL) => protocol === 'http:' || protocol === 'https:';
