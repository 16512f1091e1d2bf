import type { JoinPhase, Readiness } from '@confab/protocol';
import { joinPhases } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { JoinTimes } from '../CallSnapshot.ts';
import type { Arrival } from '../media/MediaEngine.ts';
import type { Ask } from '../signaling/SignalingClient.ts';

export type JoinWatchOptions = {
  readonly clock: Clock;
  /** What has arrived so far of each stream; undefined while nothing can. */
  readonly arrivals: () => Promise<ReadonlyMap<string, Arrival> | undefined>;
  readonly ask: Ask;
  readonly onChange: () => void;
};

/** Measures how long it takes from the click until something of somebody else arrives, and reports it once. */
export class JoinWatch {
  readonly #options: JoinWatchOptions;
  readonly #marks = new Map<JoinPhase, number>();
  #readiness: Readiness = 'cold';
  #clickedAt: number | undefined;
  #joinMs: JoinTimes | undefined;
  #cancel: () => void = () => undefined;

  constructor(options: JoinWatchOptions) {
    this.#options = options;
  }

  get joinMs(): JoinTimes | undefined {
    return this.#joinMs;
  }

  click(readiness: Readiness): void {
    this.#readiness = readiness;
    this.#clickedAt = this.#options.clock.now();
  }

  /** The first one of its kind after the click counts. */
  mark(phase: JoinPhase): void {
    if (this.#clickedAt !== undefined && !this.#marks.has(phase)) this.#marks.set(phase, this.#options.clock.now());
  }

  seated(): void {
    if (this.#marks.has('seat')) return;
    this.mark('seat');
    void this.#look();
  }

  close(): void {
    this.#clickedAt = undefined;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { clock, arrivals } = this.#options;
    const arrived = await arrivals().catch(() => undefined);
    if (this.#clickedAt === undefined) return;
    if (arrived) this.mark('path');
    if (arrived && [...arrived.values()].some(({ count }) => count > 0)) {
      this.mark('media');
      this.#finish(this.#clickedAt);
      return;
    }
    const waitedMs = clock.now() - this.#clickedAt;
    if (waitedMs >= PATIENCE_MS) return;
    // What takes longer need not be known so exactly, and looking costs something, too.
    this.#cancel = clock.after(Math.max(LOOK_MS, waitedMs / 10), () => void this.#look());
  }

  #finish(clickedAt: number): void {
    const { clock, ask, onChange } = this.#options;
    let before = clickedAt;
    const phases: Partial<Record<JoinPhase, number>> = {};
    for (const phase of joinPhases) {
      const at = this.#marks.get(phase);
      if (at === undefined) continue;
      phases[phase] = Math.max(0, Math.round(at - before));
      before = Math.max(before, at);
    }
    const total = Math.round(clock.now() - clickedAt);
    this.#joinMs = { total, phases };
    // A figure that is lost is not worth a second try.
    ask('reportJoin', { readiness: this.#readiness, total, phases }).catch(() => undefined);
    onChange();
  }
}

const LOOK_MS = 20;
/** Perhaps nobody sends anything. */
const PATIENCE_MS = 15_000;
