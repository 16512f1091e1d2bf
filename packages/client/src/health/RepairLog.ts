import type { Clock } from '@confab/rpc';
import type { Repair } from './judgeStreams.ts';

/**
 * Why something was done: `silent`, it should have arrived and did not; the browser calls the path interrupted or failed, or
 * it never got ready (`pathSlow`); new transports are needed because restarting has not helped (`pathLost`), because the
 * server takes the old ones no more (`refused`), or because it has lost them itself (`serverLost`); the seat is gone.
 */
export type RepairReason =
  | 'silent'
  | 'pathInterrupted'
  | 'pathFailed'
  | 'pathSlow'
  | 'pathLost'
  | 'refused'
  | 'serverLost'
  | 'seatLost';

/** One thing that was done about media that did not arrive, or would not any more. `at`: on the call's clock, in ms. */
export type RepairNote = {
  readonly at: number;
  /** From the least to the most: asked to flow, opened anew, another way for the same transports, new ones, a new seat. */
  readonly step: Repair['step'] | 'rejoin';
  readonly reason: RepairReason;
  /** What was missed; nothing of it where the whole path was at fault. */
  readonly trackIds: readonly string[];
  /** How long nothing had come of them. */
  readonly silentMs?: number;
  /** Of which path, where it was one of the two. */
  readonly direction?: 'send' | 'receive';
};

/** What a call has done to mend itself, and why: the newest few steps. */
export class RepairLog {
  readonly #clock: Clock;
  #notes: readonly RepairNote[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Oldest first. */
  get notes(): readonly RepairNote[] {
    return this.#notes;
  }

  add(note: Omit<RepairNote, 'at' | 'trackIds'> & Partial<Pick<RepairNote, 'trackIds'>>): void {
    this.#notes = [...this.#notes, { trackIds: [], ...note, at: this.#clock.now() }].slice(-MAX_NOTES);
  }
}

const MAX_NOTES = 50;
