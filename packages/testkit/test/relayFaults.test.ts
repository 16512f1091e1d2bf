import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import type { Server, Socket as Connection } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLane } from '../src/network/createLane.ts';
import { Network } from '../src/network/Network.ts';
import type { LaneConditions } from '../src/network/NetworkConditions.ts';
import type { Endpoint } from '../src/network/Route.ts';
import { seededRandom } from '../src/network/seededRandom.ts';

/**
 * Each fault of the relay, applied to datagrams and to a stream that pass through it. What a busy machine adds is only
 * lateness: nothing here has an upper bound in time.
 */

const ADDRESS = '127.0.0.1';
const SEED = 7;
/** So many fit into what a socket keeps for who is late to read. */
const COUNT = 50;
/** The relay is no earlier than half of it (Departures). */
const EARLY_MS = 1;

type Arrival = { readonly number: number; readonly atMs: number };
const numbersOf = (arrivals: readonly Arrival[]) => arrivals.map(({ number }) => number);
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
const all = Array.from({ length: COUNT }, (_, number) => number);

/** What the lane that the seed gives does to so many of one size that come at once: by how much each is late; undefined: lost. */
function foreseen(conditions: LaneConditions, sizeBytes: number): readonly (number | undefined)[] {
  const lane = createLane(conditions, { random: seededRandom(SEED) });
  return all.map(() => lane(sizeBytes, 0));
}

describe('over UDP, the relay', () => {
  let network: Network;
  let browser: Socket;
  let sfu: Socket;
  let near: Endpoint;
  let arrivals: Arrival[];
  beforeEach(async () => {
    [network, browser, sfu, arrivals] = [new Network({ seed: SEED }), createSocket('udp4'), createSocket('udp4'), []];
    await new Promise<void>((resolve) => sfu.bind(0, ADDRESS, resolve));
    sfu.on('message', (data) => arrivals.push({ number: data.readUInt32BE(), atMs: performance.now() }));
    near = await network.routeTo('udp', { address: ADDRESS, port: sfu.address().port });
  });
  afterEach(async () => {
    await network.close();
    for (const socket of [browser, sfu]) socket.close();
  });

  /** All of them at once, and waits until each has arrived or is known to be lost: when they were sent. */
  async function sendAll(sizeBytes = 100): Promise<number> {
    const sentAtMs = performance.now();
    for (const number of all) {
      const data = Buffer.alloc(sizeBytes);
      data.writeUInt32BE(number);
      browser.send(data, near.port, near.address);
    }
    await expect.poll(() => arrivals.length + network.counters.lost).toBe(COUNT);
    return sentAtMs;
  }

  it('loses what the seed says, and nothing else', async () => {
    network.set({ loss: 0.2 });
    await sendAll();
    const kept = foreseen({ loss: 0.2 }, 100).flatMap((late, number) => (late === undefined ? [] : [number]));
    expect(kept.length).toBeLessThan(COUNT);
    expect(numbersOf(arrivals)).toEqual(kept);
  });

  it('loses in rows', async () => {
    network.set({ loss: 0.2, burst: 5 });
    await sendAll();
    const pattern = all.map((number) => (numbersOf(arrivals).includes(number) ? ' ' : 'x')).join('');
    expect(pattern).toContain('xxx');
    expect(pattern.match(/x+/g)?.length).toBeLessThan(network.counters.lost / 2);
  });

  it('delays the way that is said, and makes late by up to the jitter, in the same order', async () => {
    const conditions = { delayMs: 30, jitterMs: 60 };
    network.set({ up: conditions });
    const sentAtMs = await sendAll();
    expect(numbersOf(arrivals)).toEqual(all);
    const late = foreseen(conditions, 100);
    for (const { number, atMs } of arrivals)
      expect(atMs - sentAtMs).toBeGreaterThanOrEqual((late[number] ?? 0) - EARLY_MS);
    // Jitter it was, and no delay for all.
    expect(Math.max(...late.map(Number)) - Math.min(...late.map(Number))).toBeGreaterThan(30);
  });

  it('has those behind overtake', async () => {
    network.set({ reordered: 0.2 });
    await sendAll();
    const overtaken = foreseen({ reordered: 0.2 }, 100).flatMap((late, number) => (Number(late) > 0 ? [number] : []));
    expect(overtaken.length).toBeGreaterThan(5);
    expect(sorted(numbersOf(arrivals))).toEqual(all);
    expect(numbersOf(arrivals)).not.toEqual(all);
    const inTime = numbersOf(arrivals).filter((number) => !overtaken.includes(number));
    expect(inTime).toEqual(sorted(inTime));
  });

  it('lets no more through in a time than fits, and loses what waits for too long', async () => {
    const [bandwidthBps, sizeBytes] = [400_000, 1_000];
    network.set({ bandwidthBps });
    const sentAtMs = await sendAll(sizeBytes);
    expect(network.counters.lost).toBeGreaterThan(0);
    expect(arrivals.length).toBeGreaterThan(0);
    for (const [index, { atMs }] of arrivals.entries()) {
      const fitsInMs = ((index + 1) * sizeBytes * 8_000) / bandwidthBps;
      expect(atMs - sentAtMs).toBeGreaterThanOrEqual(fitsInMs - EARLY_MS);
    }
  });

  it('lets nothing through for as long as a blackout lasts, and everything afterwards', async () => {
    const isOver = network.blackoutFor(50);
    await sendAll();
    await isOver;
    expect([arrivals, network.counters.lost]).toEqual([[], COUNT]);
    browser.send(Buffer.alloc(4), near.port, near.address);
    await expect.poll(() => arrivals.length).toBe(1);
  });

  it('blocks what it is told to block, and goes on otherwise', async () => {
    network.block('udp');
    await sendAll();
    expect(arrivals).toEqual([]);
    network.block('tcp');
    browser.send(Buffer.alloc(4), near.port, near.address);
    await expect.poll(() => arrivals.length).toBe(1);
  });
});

describe('over TCP, the relay', () => {
  let network: Network;
  let server: Server;
  let client: Connection;
  let heard: Buffer;
  let heardAtMs: number;
  const accepted: Connection[] = [];
  beforeEach(async () => {
    [network, heard, heardAtMs] = [new Network({ seed: SEED }), Buffer.alloc(0), 0];
    server = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        heard = Buffer.concat([heard, data]);
        heardAtMs = performance.now();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
    const bound = server.address();
    const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
    const near = await network.routeTo('tcp', { address: ADDRESS, port });
    client = connect({ host: near.address, port: near.port });
    client.on('error', () => undefined);
    await new Promise<void>((resolve) => client.once('connect', resolve));
  });
  afterEach(async () => {
    await network.close();
    client.destroy();
    for (const socket of accepted.splice(0)) socket.destroy();
    server.close();
  });

  /** How long it took until all of it had arrived, in order. */
  async function say(sizeBytes: number): Promise<number> {
    const text = Buffer.from(Array.from({ length: sizeBytes }, (_, index) => index % 251));
    const saidAtMs = performance.now();
    client.write(text);
    await expect.poll(() => heard.length).toBe(sizeBytes);
    expect(heard.equals(text)).toBe(true);
    return heardAtMs - saidAtMs;
  }

  it('delays', async () => {
    network.set({ delayMs: 80 });
    expect(await say(10)).toBeGreaterThanOrEqual(80 - EARLY_MS);
  });

  it('loses nothing of a stream: what is lost is sent again, later', async () => {
    network.set({ loss: 0.5 });
    let lateMs = 0;
    for (let round = 0; network.counters.lost < 3; round++) {
      heard = Buffer.alloc(0);
      const lostBefore = network.counters.lost;
      const tookMs = await say(10);
      lateMs = 200 * (network.counters.lost - lostBefore);
      expect(tookMs).toBeGreaterThanOrEqual(lateMs - EARLY_MS * 3);
    }
  });

  it('lets UDP alone be blocked', async () => {
    network.block('udp');
    await say(10);
    network.block('tcp');
    client.write('more');
    await expect.poll(() => network.counters.lost).toBeGreaterThan(0);
    expect(heard.length).toBe(10);
    network.block();
    await expect.poll(() => heard.length).toBe(14);
  });
});
