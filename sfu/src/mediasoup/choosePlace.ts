/** A worker as a place for one more peer of a room. */
export type Place<W> = {
  readonly worker: W;
  /** Streams and rooms on it, of all rooms. */
  readonly load: number;
  /** As a share of a core. */
  readonly cpuLoad: number;
  /** How many peers of this room are on it. */
  readonly roomPeers: number;
};

export type PlaceLimits = {
  /** So many of a room's peers share a worker before the room goes on to another one. */
  readonly roomPeersPerWorker: number;
  /** A worker that is busier than this takes nobody whom another one can take. */
  readonly cpuOfWorker: number;
};

/**
 * Where the next peer of a room goes. A room stays on as few workers as it can, since every stream between two costs
 * twice; so on those it is on, while one has room; then on another one; then where there are the fewest of it.
 */
export function choosePlace<W>(places: readonly Place<W>[], limits: PlaceLimits): W | undefined {
  const isCool = ({ cpuLoad }: Place<W>) => cpuLoad < limits.cpuOfWorker;
  const cool = places.filter(isCool);
  const known = cool.filter(({ roomPeers }) => roomPeers > 0 && roomPeers < limits.roomPeersPerWorker);
  const fresh = cool.filter(({ roomPeers }) => roomPeers === 0);
  // Fullest first: two half-empty ones of a room that has shrunk shall not both be kept.
  return (
    first(known, (a, b) => b.roomPeers - a.roomPeers) ??
    first(fresh, (a, b) => a.load - b.load) ??
    first(cool, (a, b) => a.roomPeers - b.roomPeers || a.load - b.load) ??
    // All are too busy, which the limits say to whoever asked.
    first(places, (a, b) => a.cpuLoad - b.cpuLoad)
  )?.worker;
}

const first = <T>(some: readonly T[], compare: (a: T, b: T) => number): T | undefined => [...some].sort(compare)[0];
