import { availableParallelism } from 'node:os';
import { MAX_PEERS_PER_ROOM } from '@confab/protocol';
import type { Limits } from './mediasoup/limits.ts';
import type { ListenAddress } from './parseListen.ts';
import { parseListen } from './parseListen.ts';

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Everything the sfu process is told from outside. */
export type Config = {
  /** Where the control server listens; port 0 is any free one. */
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly logLevel: LogLevel;
  readonly media: MediaConfig;
};

export type MediaConfig = {
  /** At least one. */
  readonly listen: readonly ListenAddress[];
  /** Of the first worker, UDP and TCP; each further worker takes the next one. 0: any free ports. */
  readonly port: number;
  readonly workers: number;
  /** How many of a room's microphones are forwarded at once. */
  readonly loudestMicrophones: number;
  /** So many peers of one room share a worker, then the room goes on to another one, too. */
  readonly roomPeersPerWorker: number;
  /** Lower ones than it has of its own. Not from the environment: for whoever runs an Sfu within a process. */
  readonly limits?: Partial<Limits>;
  /** The mediasoup-worker program; mediasoup's own place when undefined. */
  readonly workerBin?: string;
};

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] };

type Env = Readonly<Record<string, string | undefined>>;
type ReadFile = (path: string) => string;

const MIN_SECRET_BYTES = 32;
const MAX_WORKERS = 256;
const DEFAULT_LOUDEST = 5;
const DEFAULT_ROOM_PEERS_PER_WORKER = 30;
const MAX_PORT = 65_535;

/** Reads the sfu's part of the environment; on refusal every fault at once, one sentence each, without any secret. */
export function parseConfig(env: Env, readFile: ReadFile): ParsedConfig {
  const faults: string[] = [];
  const read = new EnvReader(env, faults);
  const config = {
    host: read.text('SFU_HOST') ?? '127.0.0.1',
    port: read.integer('SFU_PORT', { fallback: 8090, min: 0, max: MAX_PORT }),
    secret: read.secret('SFU_SECRET', readFile),
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
    media: parseMedia(read, faults),
  };
  return faults.length === 0 ? { ok: true, config } : { ok: false, faults };
}

function parseMedia(read: EnvReader, faults: string[]): MediaConfig {
  const listenIp = read.text('MEDIASOUP_LISTEN_IP');
  const announced = read.text('MEDIASOUP_ANNOUNCED_ADDRESS');
  const listen = parseListen({ listenIp, announced }, faults);
  const port = read.integer('MEDIASOUP_PORT', { fallback: 44_444, min: 0, max: MAX_PORT });
  const workers = read.integer('MEDIASOUP_NUM_WORKERS', { fallback: availableParallelism(), min: 1, max: MAX_WORKERS });
  const loudestMicrophones = read.integer('LOUDEST_MICROPHONES', {
    fallback: DEFAULT_LOUDEST,
    min: 1,
    max: MAX_PEERS_PER_ROOM,
  });
  const roomPeersPerWorker = read.integer('MEDIASOUP_ROOM_PEERS_PER_WORKER', {
    fallback: DEFAULT_ROOM_PEERS_PER_WORKER,
    min: 1,
    max: 100,
  });
  const workerBin = read.text('MEDIASOUP_WORKER_BIN');

  if (port + workers - 1 > MAX_PORT)
    faults.push(
      `MEDIASOUP_PORT leaves no room for ${workers} workers, each takes a port of its own: ` +
        `set it to ${MAX_PORT + 1 - workers} or less, or lower MEDIASOUP_NUM_WORKERS.`,
    );
  return { listen, port, workers, roomPeersPerWorker, loudestMicrophones, workerBin };
}

/** Reads one variable at a time and collects what is wrong. An empty variable counts as not set, as compose files have it. */
class EnvReader {
  readonly #env: Env;
  readonly #faults: string[];

  constructor(env: Env, faults: string[]) {
    this.#env = env;
    this.#faults = faults;
  }

  text(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  integer(name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.#faults.push(
      `${name} is no whole number from ${min} to ${max}: set it to one, or leave it out for ${fallback}.`,
    );
    return fallback;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = allowed.find((one) => one === text);
    if (value === undefined) this.#faults.push(`${name} is none of ${allowed.join(', ')}: set it to one of them.`);
    return value ?? fallback;
  }

  secret(name: string, readFile: ReadFile): string {
    const secret = this.#inlineOrFile(name, readFile);
    if (secret === undefined) return '';
    if (Buffer.byteLength(secret) < MIN_SECRET_BYTES)
      this.#faults.push(
        `${name} is shorter than ${MIN_SECRET_BYTES} bytes: make one with \`openssl rand -base64 32\`, the same for signaling and sfu.`,
      );
    return secret;
  }

  #inlineOrFile(name: string, readFile: ReadFile): string | undefined {
    const inline = this.text(name);
    const path = this.text(`${name}_FILE`);
    if (inline !== undefined && path !== undefined) {
      this.#faults.push(`${name} and ${name}_FILE are both set: keep one of them.`);
      return undefined;
    }
    if (path !== undefined) return this.#fileContent(`${name}_FILE`, () => readFile(path));
    if (inline === undefined)
      this.#faults.push(
        `${name} is not set: give signaling and sfu the same secret of at least ${MIN_SECRET_BYTES} bytes, or name a file in ${name}_FILE.`,
      );
    return inline;
  }

  #fileContent(name: string, read: () => string): string | undefined {
    try {
      return read().trim();
    } catch {
      this.#faults.push(`${name} names a file that cannot be read: correct the path or the file's permissions.`);
      return undefined;
    }
  }
}
