import type { WorkerProgramOptions } from './WorkerProgram.ts';
import { RestartBackoff } from './RestartBackoff.ts';
import { WorkerProgram } from './WorkerProgram.ts';

/** One worker program that runs already and waits, without a port, for the place of one that dies. */
export class SpareWorker {
  readonly #options: WorkerProgramOptions;
  readonly #backoff: RestartBackoff;
  #program: WorkerProgram | undefined;
  #starting: Promise<void> | undefined;
  #cancelRetry: () => void = () => undefined;
  #isClosed = false;

  constructor(options: WorkerProgramOptions) {
    this.#options = options;
    this.#backoff = new RestartBackoff(options.clock);
  }

  /** Undefined when none is ready. */
  get pid(): number | undefined {
    return this.#program?.pid;
  }

  /** Has one started unless there is one, or will be soon. Nobody waits for it. */
  provide(): void {
    if (this.#isClosed || this.#program || this.#starting) return;
    this.#starting = this.#start().finally(() => (this.#starting = undefined));
  }

  /** The same, but not now: who has just taken one has all hands full with it. */
  provideSoon(): void {
    this.#provideAfter(REST_MS);
  }

  /** The program, which is the taker's from now on; undefined when there is none, not even one that is starting. */
  async take(): Promise<WorkerProgram | undefined> {
    // Sooner there than another one that is started now.
    await this.#starting;
    const program = this.#program;
    this.#program = undefined;
    return program;
  }

  /** Resolves when the program has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry();
    await (await this.take())?.close();
  }

  async #start(): Promise<void> {
    try {
      const program = await WorkerProgram.start(this.#options);
      if (this.#isClosed) return await program.close();
      program.listen(() => this.#onDied());
      this.#backoff.started();
      this.#program = program;
    } catch (err) {
      this.#options.log.error({ err }, 'no spare media worker can be started');
      this.#provideLater();
    }
  }

  #onDied(): void {
    this.#options.log.warn({ pid: this.#program?.pid }, 'the spare media worker died');
    this.#program = undefined;
    this.#provideLater();
  }

  #provideLater(): void {
    this.#provideAfter(this.#backoff.nextDelayMs());
  }

  #provideAfter(ms: number): void {
    if (this.#isClosed) return;
    this.#cancelRetry();
    this.#cancelRetry = this.#options.clock.after(ms, () => this.provide());
  }
}

/** As long as rooms take to be back, and more. */
const REST_MS = 2_000;
