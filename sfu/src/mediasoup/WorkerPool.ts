import { ProtocolError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { MediaConfig } from '../config.ts';
import type { Log } from '../Log.ts';
import { WORKER_DEADLINE_MS } from './askWorker.ts';
import { MediaWorker } from './MediaWorker.ts';
import { RestartBackoff } from './RestartBackoff.ts';
import { SpareWorker } from './SpareWorker.ts';

export type WorkerPoolOptions = {
  readonly config: MediaConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** Everything on this worker is gone. Another one takes its place by itself. */
  readonly onWorkerDied: (worker: MediaWorker) => void;
};

type Waiter = { readonly resolve: () => void };

/** Keeps `config.workers` workers alive, and one to spare: one that dies is replaced, more slowly the more often it happens. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #spare: SpareWorker;
  readonly #alive = new Set<MediaWorker>();
  readonly #restarts = new Map<number, () => void>();
  readonly #backoffs = new Map<number, RestartBackoff>();
  readonly #waiting = new Set<Waiter>();
  /** Those that are being started in the place of a dead one. */
  #replacing = 0;
  #isClosed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#spare = new SpareWorker(options);
  }

  /** @throws StartError when one of the workers cannot be started; none is left behind then. */
  async start(): Promise<void> {
    const indexes = Array.from({ length: this.#options.config.workers }, (_, index) => index);
    const started = await Promise.allSettled(indexes.map((index) => this.#startWorker(index)));
    const failure = started.find((one) => one.status === 'rejected');
    if (!failure) {
      this.#spare.provide();
      return;
    }
    await this.close();
    throw failure.reason;
  }

  get workers(): readonly MediaWorker[] {
    return [...this.#alive].sort((a, b) => a.index - b.index);
  }

  get sparePid(): number | undefined {
    return this.#spare.pid;
  }

  /** Whether there are workers, and none is about to take the place of one that has just died. */
  get isSettled(): boolean {
    return this.#alive.size > 0 && this.#replacing === 0;
  }

  /**
   * Resolves as soon as there is a worker, which is at once unless one has just died: the rooms of the dead one shall not
   * all go to the others for the few milliseconds that its successor needs.
   *
   * @throws ProtocolError `unavailable`
   */
  whenAvailable(): Promise<void> {
    if (this.isSettled) return Promise.resolve();
    if (this.#isClosed) return Promise.reject(noWorker());
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(WORKER_DEADLINE_MS, () => {
        this.#waiting.delete(waiter);
        reject(noWorker());
      });
      const waiter = {
        resolve: () => {
          cancel();
          resolve();
        },
      };
      this.#waiting.add(waiter);
    });
  }

  /** Resolves when all worker programs have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const cancel of this.#restarts.values()) cancel();
    this.#restarts.clear();
    const workers = this.workers;
    this.#alive.clear();
    await Promise.all([this.#spare.close(), ...workers.map((worker) => worker.close())]);
  }

  async #startWorker(index: number): Promise<void> {
    const { config, clock, log } = this.#options;
    const program = await this.#spare.take();
    const onDied = (died: MediaWorker) => this.#onDied(died);
    const worker = await MediaWorker.start({ index, config, clock, log, onDied, ...(program && { program }) });
    if (this.#isClosed) {
      await worker.close();
      return;
    }
    this.#backoffOf(index).started();
    this.#alive.add(worker);
  }

  /** Those who wait go on, unless there is nothing for them yet. */
  #settle(): void {
    if (!this.isSettled) return;
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #onDied(worker: MediaWorker): void {
    const { log, onWorkerDied } = this.#options;
    // Already taken out by close().
    if (!this.#alive.delete(worker)) return;
    log.error({ pid: worker.pid, worker: worker.index }, 'a media worker died');
    this.#restart(worker.index);
    onWorkerDied(worker);
  }

  #restart(index: number): void {
    if (this.#isClosed) return;
    const delayMs = this.#backoffOf(index).nextDelayMs();
    if (delayMs === 0) {
      this.#replace(index);
      return;
    }
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#restarts.delete(index);
      this.#replace(index);
    });
    this.#restarts.set(index, cancel);
  }

  #replace(index: number): void {
    const { log } = this.#options;
    this.#replacing += 1;
    this.#startWorker(index)
      .then(
        () => log.info({ worker: index }, 'the media worker is replaced'),
        (err: unknown) => {
          log.error({ err, worker: index }, 'a media worker could not be replaced');
          this.#restart(index);
        },
      )
      .finally(() => {
        this.#replacing -= 1;
        this.#settle();
        this.#spare.provideSoon();
      });
  }

  #backoffOf(index: number): RestartBackoff {
    const backoff = this.#backoffs.get(index) ?? new RestartBackoff(this.#options.clock);
    this.#backoffs.set(index, backoff);
    return backoff;
  }
}

export const noWorker = () => new ProtocolError('unavailable', 'no media worker can be had at the moment');
