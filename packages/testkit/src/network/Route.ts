import type { Lane } from './createLane.ts';

/** Where something listens. */
export type Endpoint = { readonly address: string; readonly port: number };

/** What the routes of one person ask before each datagram; replaced when the network changes. */
export type Weather = {
  /** Undefined: nothing gets through that way. */
  readonly up: Lane | undefined;
  readonly down: Lane | undefined;
};

/** One way to one endpoint of the far side, through the relay. */
export type Route = {
  /** Where the near side sends to, to get there. */
  readonly near: Endpoint;
  /** The far side sees the near side at another address from now on, and what it still sends to the old one is lost. */
  rebind(): void;
  close(): void;
};

export type RouteOptions = {
  readonly far: Endpoint;
  /** Where the near side reaches this machine. */
  readonly nearAddress: string;
  readonly weather: () => Weather;
  readonly count: Counters;
};

/** What went through, each way. */
export type Counters = { up: number; down: number; lost: number };
