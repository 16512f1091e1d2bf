import { loadavg } from 'node:os';
import type { Figure, Tools } from '../Bench.ts';
import { median } from '../measure/statistics.ts';
import type { Scene, Window } from './forwarding.ts';
import { cpuPerPacketUs, deliveryOf, generatorShare, lossOf, measure, packetsPerSecond, sumOf } from './forwarding.ts';

export type Turns = { readonly rounds: number; readonly windowMs: number };

/** One side of a comparison: all its windows as one, and what a packet cost it in the middle one of them. */
export type Side = { readonly all: Window; readonly usPerPacket: number; readonly windows: readonly Window[] };

/** What M2 allows; with more lost the figures say nothing of the sfu. */
const MAX_LOSS = 0.001;
/** With less of its core left to itself the generator may be what is slow. */
const MAX_GENERATOR_SHARE = 0.8;

/** One after the other, there and back, so that neither has the better moments. */
export async function takeTurns(
  scenes: readonly Scene[],
  { rounds, windowMs }: Turns,
  { say }: Tools,
): Promise<Side[]> {
  const windows = scenes.map((): Window[] => []);
  // The first flow of all has key frames to ask for, and code that has not run yet.
  for (const scene of scenes) await measure(scene, windowMs / 2);
  for (let round = 0; round < rounds; round++) {
    const order = scenes.map((scene, index) => ({ scene, index }));
    for (const { scene, index } of round % 2 === 0 ? order : order.reverse()) {
      const window = await measure(scene, windowMs);
      windows[index]?.push(window);
      say(`${scene.rig.name}: ${cpuPerPacketUs(window).toFixed(2)} µs a packet, ${noteOf(window)}`);
    }
  }
  return windows.map((ofOne) => ({
    all: sumOf(ofOne),
    usPerPacket: median(ofOne.map(cpuPerPacketUs)),
    windows: ofOne,
  }));
}

/** Of each round, and then the middle one: a neighbour that is busy for a moment spoils one of them only. */
export const ratioOf = (one: Side, other: Side): number =>
  median(
    one.windows.map((window, round) => {
      const beside = other.windows[round];
      return beside ? cpuPerPacketUs(window) / cpuPerPacketUs(beside) : Number.NaN;
    }),
  );

/** Without an aim where it says nothing of the sfu: it can neither be met nor missed. */
export const judged = ({ all }: Side, aim: NonNullable<Figure['aim']>): Pick<Figure, 'aim'> =>
  lossOf(all) <= MAX_LOSS && generatorShare(all) <= MAX_GENERATOR_SHARE ? { aim } : {};

/** How much came, how much was lost, and whether that was the sfu's doing. */
export function noteOf(window: Window, isAllForwarded = true): string {
  const loss = lossOf(window);
  const delivery = deliveryOf(window);
  const generator = generatorShare(window);
  return [
    `${Math.round(packetsPerSecond(window)).toLocaleString('en')} packets/s`,
    ...(isAllForwarded
      ? [`${(delivery * 100).toFixed(2)} % delivered${delivery < 1 - MAX_LOSS ? ', too little to count' : ''}`]
      : []),
    `${(loss * 100).toFixed(3)} % lost${loss > MAX_LOSS ? ', too much to count' : ''}`,
    `generator ${Math.round(generator * 100)} % of a core${generator > MAX_GENERATOR_SHARE ? ', too busy to count' : ''}`,
    `load ${loadavg()[0]?.toFixed(0)}`,
  ].join(', ');
}
