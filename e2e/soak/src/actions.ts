import type { Person } from '@confab/testkit';
import { expect } from '@confab/testkit';
import type { RunningConfab } from '../../support/startConfab.ts';
import { untilReady, untilUnready } from '../../support/untilReady.ts';
import type { Cast } from './Cast.ts';

export type Stage = { readonly confab: RunningConfab; readonly cast: Cast; readonly random: () => number };
export type Action = {
  readonly name: string;
  readonly act: (stage: Stage) => Promise<void>;
  /** Whether it can be done now; always unless said otherwise. */
  readonly can?: (cast: Cast) => boolean;
  /** Somebody does it on their page, who cannot type at the same time: a key goes to what was pressed last. */
  readonly isByHand?: boolean;
};

/** Undefined only of nothing. */
export const pick = <T>(random: () => number, from: readonly T[]): T | undefined =>
  from[Math.floor(random() * from.length)];
const somebody = ({ cast, random }: Stage): Person => {
  const person = pick(random, cast.here);
  if (!person) throw new Error('nobody is here');
  return person;
};

/** A fault has a length: here it passes. */
const last = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
const between = (random: () => number, fromMs: number, toMs: number) => fromMs + random() * (toMs - fromMs);

/** The process stands still for a while, and goes on. */
const standStill = ({ confab, random }: Stage, service: 'sfu' | 'signaling'): Promise<void> =>
  confab.process(service).stopFor(between(random, 500, 2_500));

async function weather(stage: Stage, conditions: Parameters<Person['network']['set']>[0]): Promise<void> {
  const { network } = somebody(stage);
  network.set(conditions);
  await last(between(stage.random, 2_000, 4_000));
  network.restore();
}

/** What may happen at any time: nothing of it ends a process. */
export const mildActions: readonly Action[] = [
  { name: 'a socket is cut', act: async (stage) => somebody(stage).signaling.drop() },
  {
    name: 'all sockets are cut',
    act: async ({ cast }) => void (await Promise.all(cast.here.map((one) => one.signaling.drop()))),
  },
  {
    name: 'a socket is half-open',
    act: async (stage) => {
      const { signaling } = somebody(stage);
      signaling.stall();
      await last(between(stage.random, 1_000, 12_000));
      signaling.mend();
    },
  },
  { name: 'loss and jitter', act: (stage) => weather(stage, { loss: 0.1, delayMs: 40, jitterMs: 30 }) },
  { name: 'a burst of loss', act: (stage) => weather(stage, { loss: 0.3 }) },
  { name: 'a blackout', act: (stage) => somebody(stage).network.blackoutFor(between(stage.random, 300, 5_000)) },
  { name: 'an address changes', act: (stage) => somebody(stage).network.rebind() },
  {
    name: 'UDP is blocked for a while',
    act: async (stage) => {
      const { network } = somebody(stage);
      network.block('udp');
      await last(between(stage.random, 3_000, 6_000));
      network.restore();
    },
  },
  { name: 'signaling stands still', act: (stage) => standStill(stage, 'signaling') },
  { name: 'the sfu stands still', act: (stage) => standStill(stage, 'sfu') },
  {
    name: 'somebody presses the microphone',
    isByHand: true,
    act: async (stage) => {
      const person = somebody(stage);
      const isMuted = stage.cast.muted.has(person);
      await person.press(isMuted ? 'Unmute' : 'Mute');
      if (isMuted) stage.cast.muted.delete(person);
      else stage.cast.muted.add(person);
    },
  },
  {
    name: 'somebody leaves and comes back',
    can: (cast) => cast.here.length === cast.people.length,
    act: async (stage) => {
      const { cast } = stage;
      const person = somebody(stage);
      await person.press('Leave');
      await expect(person.main).toHaveAttribute('data-state', 'left');
      cast.away.add(person);
      await Promise.all(cast.here.map((one) => expect(person).toBeSilentFor(one)));
      await cast.expectWhole(await cast.now(), []);
      await person.press('Rejoin');
      await expect(person.main).toHaveAttribute('data-state', 'in-call');
      cast.away.delete(person);
      await cast.openChat(person);
    },
  },
  { name: 'a guest comes', can: ({ hasRoomForGuest }) => hasRoomForGuest, act: ({ cast }) => cast.addGuest() },
  { name: 'a guest goes', can: ({ guestNames }) => guestNames.length > 0, act: ({ cast }) => cast.removeGuest() },
];

async function endSignaling({ cast, confab }: Stage, signal: NodeJS.Signals): Promise<void> {
  await cast.removeGuests();
  confab.signal('signaling', signal);
  await untilUnready(confab.url);
  await untilReady(confab.url);
}

/** What ends a process; at the end of it another one is in its place. */
export const deadlyActions: readonly Action[] = [
  { name: 'signaling is killed', act: (stage) => endSignaling(stage, 'SIGKILL') },
  { name: 'signaling is restarted', act: (stage) => endSignaling(stage, 'SIGTERM') },
  { name: 'the sfu is killed', act: ({ confab }) => confab.kill('sfu') },
  { name: 'a worker is killed', act: ({ confab }) => confab.kill('worker') },
  { name: 'a worker hangs', act: ({ confab }) => confab.kill('worker', 'SIGSTOP') },
];

/** WK4: whoever was there when three workers died in a row, each within this of the one before, is left out. */
const WORKER_DEATHS_APART_MS = 65_000;

/** Keeps the random choice from what the sfu rightly punishes. */
export class WorkerDeaths {
  #atMs: number[] = [];

  allows({ name }: Action, nowMs: number): boolean {
    if (!name.startsWith('a worker')) return true;
    const [before = 0, lastMs = 0] = this.#atMs.slice(-2);
    const inRow = this.#atMs.length > 1 && lastMs - before < WORKER_DEATHS_APART_MS;
    return !inRow || nowMs - lastMs > WORKER_DEATHS_APART_MS;
  }

  note({ name }: Action, nowMs: number): void {
    if (name.startsWith('a worker')) this.#atMs.push(nowMs);
  }
}
