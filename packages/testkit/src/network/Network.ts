import { createLane } from './createLane.ts';
import type { NetworkConditions } from './NetworkConditions.ts';
import { laneOf } from './NetworkConditions.ts';
import { openTcpRoute } from './openTcpRoute.ts';
import { openUdpRoute } from './openUdpRoute.ts';
import type { Counters, Endpoint, Route, Weather } from './Route.ts';
import { seededRandom } from './seededRandom.ts';

export type Protocol = 'udp' | 'tcp';

export type NetworkOptions = {
  /** The same seed loses the same datagrams; 1 unless said otherwise. */
  readonly seed?: number;
  /** Where the person's browser reaches this machine; the loopback unless said otherwise. */
  readonly nearAddress?: string;
};

type OpenRoute = { readonly key: string; readonly protocol: Protocol; readonly route: Promise<Route> };

/**
 * The network between one person and whoever they exchange media with: a relay in this process, one route for each address
 * and port of the far side. It needs no rights, and changes while it is used.
 */
export class Network {
  readonly #routes: OpenRoute[] = [];
  readonly #random: () => number;
  readonly #nearAddress: string;
  readonly #counters: Counters = { up: 0, down: 0, lost: 0 };
  #conditions: NetworkConditions = {};
  #weather: Weather;
  #isDown = false;
  #blocked: ReadonlySet<Protocol> = new Set();

  constructor({ seed = 1, nearAddress = '127.0.0.1' }: NetworkOptions = {}) {
    this.#nearAddress = nearAddress;
    this.#random = seededRandom(seed);
    this.#weather = this.#makeWeather();
  }

  /** Datagrams and pieces of streams that passed each way, and those that were lost. */
  get counters(): Readonly<Counters> {
    return { ...this.#counters };
  }

  /** By which protocols somebody has found the way through here. */
  get protocols(): readonly Protocol[] {
    return [...new Set(this.#routes.map(({ protocol }) => protocol))];
  }

  /** Replaces what was set before; `{}` is a perfect network. */
  set(conditions: NetworkConditions): void {
    this.#conditions = conditions;
    this.#weather = this.#makeWeather();
  }

  /** Nothing gets through, either way, until `restore`; nobody is told. */
  blackout(): void {
    this.#isDown = true;
  }

  /** A blackout of this length; what was set otherwise holds again afterwards. */
  async blackoutFor(ms: number): Promise<void> {
    this.#isDown = true;
    await new Promise<void>((resolve) => void setTimeout(resolve, ms));
    this.#isDown = false;
  }

  /** These protocols get nothing through, as behind many a company's firewall; none: all do again. */
  block(...protocols: readonly Protocol[]): void {
    this.#blocked = new Set(protocols);
  }

  /** A perfect network again. */
  restore(): void {
    this.#isDown = false;
    this.#blocked = new Set();
    this.set({});
  }

  /** The far side sees this person at another address and port from now on, as after a change from Wi-Fi to mobile. */
  async rebind(): Promise<void> {
    for (const { route } of this.#routes) (await route).rebind();
  }

  /** Where to send to, to reach this endpoint through the relay: the same place each time. */
  async routeTo(protocol: Protocol, far: Endpoint): Promise<Endpoint> {
    const key = `${protocol} ${far.address} ${far.port}`;
    const known = this.#routes.find((one) => one.key === key);
    if (known) return (await known.route).near;
    const options = {
      far,
      nearAddress: this.#nearAddress,
      weather: () => this.#weatherOf(protocol),
      count: this.#counters,
    };
    const route = protocol === 'udp' ? openUdpRoute(options) : openTcpRoute(options);
    this.#routes.push({ key, protocol, route });
    return (await route).near;
  }

  async close(): Promise<void> {
    for (const { route } of this.#routes.splice(0)) (await route).close();
  }

  #weatherOf(protocol: Protocol): Weather {
    return this.#isDown || this.#blocked.has(protocol) ? { up: undefined, down: undefined } : this.#weather;
  }

  #makeWeather(): Weather {
    const ports = { random: this.#random };
    return {
      up: createLane(laneOf(this.#conditions, 'up'), ports),
      down: createLane(laneOf(this.#conditions, 'down'), ports),
    };
  }
}
