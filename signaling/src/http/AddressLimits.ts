import type { BlockList } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitMetrics } from '../metrics.ts';
import { addressOf, toLimitKey } from './addressOf.ts';
import type { Hop } from './requestedHost.ts';

export type AddressLimitsOptions = {
  readonly trustedProxies: BlockList;
  /** Of all addresses together. */
  readonly maxSockets: number;
  readonly maxSocketsPerAddress: number;
  readonly metrics: LimitMetrics;
};

export type Refusal = { readonly status: 429 | 503; readonly retryAfterSeconds: number; readonly message: string };
/** What a visitor is about to do, and how much of it counts. */
type Deed = 'upgrade' | 'roomMade' | 'page';

/**
 * What one address may do, so that no single visitor takes the place of all others. Everything follows from how many
 * sockets an address may have: that many people may sit behind it, and all of them may come back at once.
 */
export class AddressLimits {
  readonly #options: AddressLimitsOptions;
  readonly #upgrades: RateLimiterMemory;
  readonly #requests: RateLimiterMemory;
  readonly #sockets = new Map<string, number>();
  #open = 0;

  constructor(options: AddressLimitsOptions) {
    this.#options = options;
    const points = options.maxSocketsPerAddress;
    const duration = WINDOW_SECONDS;
    this.#upgrades = new RateLimiterMemory({ keyPrefix: 'upgrade', points, duration });
    this.#requests = new RateLimiterMemory({ keyPrefix: 'request', points: points * PAGE_REQUESTS, duration });
  }

  /** Counts a deed of this visitor; says how it is refused when there were too many. */
  async judge(hop: Hop, deed: Deed): Promise<Refusal | undefined> {
    const [limiter, points] = deed === 'upgrade' ? ([this.#upgrades, 1] as const) : this.#requestsOf(deed);
    try {
      await limiter.consume(this.keyOf(hop), points);
      return undefined;
    } catch (cause) {
      if (!(cause instanceof RateLimiterRes)) throw cause;
      this.#options.metrics.limited(deed === 'upgrade' ? 'upgradeRate' : 'requestRate');
      const retryAfterSeconds = Math.max(1, Math.ceil(cause.msBeforeNext / 1_000));
      return { status: 429, retryAfterSeconds, message: 'too many requests from this address' };
    }
  }

  /** Takes one of the sockets that this visitor may have; `release` gives it back, once. */
  takeSocket(hop: Hop): { readonly release: () => void } | { readonly refusal: Refusal } {
    const { maxSockets, maxSocketsPerAddress, metrics } = this.#options;
    const key = this.keyOf(hop);
    const held = this.#sockets.get(key) ?? 0;
    if (held >= maxSocketsPerAddress) {
      metrics.limited('socketsPerAddress');
      const message = `this address has ${held} connections of ${maxSocketsPerAddress}`;
      return { refusal: { status: 429, retryAfterSeconds: WINDOW_SECONDS, message } };
    }
    if (this.#open >= maxSockets) {
      metrics.limited('sockets');
      return { refusal: { status: 503, retryAfterSeconds: WINDOW_SECONDS, message: 'the server is full' } };
    }
    this.#sockets.set(key, held + 1);
    this.#open++;
    let isHeld = true;
    const release = () => {
      if (isHeld) this.#giveBack(key);
      isHeld = false;
    };
    return { release };
  }

  #giveBack(key: string): void {
    this.#open--;
    const left = (this.#sockets.get(key) ?? 0) - 1;
    if (left > 0) this.#sockets.set(key, left);
    else this.#sockets.delete(key);
  }

  #requestsOf(deed: 'roomMade' | 'page') {
    return [this.#requests, deed === 'roomMade' ? PAGE_REQUESTS : 1] as const;
  }

  /** Under which name this visitor's address is counted. */
  keyOf(hop: Hop): string {
    return toLimitKey(addressOf(hop, this.#options.trustedProxies));
  }
}

const WINDOW_SECONDS = 10;
/** What opening the page asks for, and a little more. */
const PAGE_REQUESTS = 16;
