import type { Clock } from '@confab/rpc';

export type StepLoopOptions<Step> = {
  readonly clock: Clock;
  /** Asked before each step; undefined: there is none left. */
  readonly next: () => Step | undefined;
  /** May fail: the loop goes on when something has changed, or after a while. */
  readonly take: (step: Step) => Promise<void> | void;
  readonly onChange: () => void;
  readonly onPause: () => void;
};

/** One step after the other until there is none left; what changes meanwhile is looked at before each. */
export class StepLoop<Step> {
  readonly #options: StepLoopOptions<Step>;
  #isRunning = false;
  #isStalled = false;
  #isClosed = false;
  #settled: Promise<void> = Promise.resolve();
  #cancelRetry: () => void = () => undefined;

  constructor(options: StepLoopOptions<Step>) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** A step has failed, and is tried again after a while. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Something has changed. Resolves when nothing is left to do, or nothing can be done at the moment. */
  proceed(): Promise<void> {
    this.#isStalled = false;
    this.#cancelRetry();
    this.#options.onChange();
    if (!this.#isRunning) this.#settled = this.#run();
    return this.#settled;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
  }

  async #run(): Promise<void> {
    const { next, take, onChange, onPause } = this.#options;
    this.#isRunning = true;
    while (!this.#isClosed && !this.#isStalled) {
      const step = next();
      if (step === undefined) break;
      try {
        await take(step);
      } catch {
        this.#stall();
      }
      onChange();
    }
    this.#isRunning = false;
    onPause();
  }

  #stall(): void {
    if (this.#isClosed) return;
    this.#isStalled = true;
    this.#cancelRetry = this.#options.clock.after(RETRY_MS, () => void this.proceed());
  }
}

const RETRY_MS = 1_000;
