import type { Clock } from '@confab/rpc';
import { createWorker } from 'mediasoup';
import type { types } from 'mediasoup';
import type { MediaConfig } from '../config.ts';
import type { Log } from '../Log.ts';
import { askWorker } from './askWorker.ts';
import { CpuMeter } from './CpuMeter.ts';
import { Heartbeat } from './Heartbeat.ts';

export type WorkerProgramOptions = { readonly config: MediaConfig; readonly clock: Clock; readonly log: Log };

/** How long a worker that was told to close may take before it is killed. */
const EXIT_DEADLINE_MS = 1_000;

/** One mediasoup-worker program that runs and answers. It has no port yet, so it can wait to take anybody's place. */
export class WorkerProgram {
  readonly mediasoup: types.Worker;
  readonly #clock: Clock;
  readonly #heartbeat: Heartbeat;
  readonly #cpu: CpuMeter;
  #onDied: () => void = () => undefined;

  /** Rejects with mediasoup's own failure. */
  static async start(options: WorkerProgramOptions): Promise<WorkerProgram> {
    const starting = createWorker({ logLevel: 'warn', workerBin: options.config.workerBin });
    const worker = await askWorker(options.clock, starting, (late) => late.close());
    return new WorkerProgram(worker, options);
  }

  private constructor(worker: types.Worker, { clock, log }: WorkerProgramOptions) {
    this.mediasoup = worker;
    this.#clock = clock;
    this.#cpu = new CpuMeter(clock);
    this.#heartbeat = new Heartbeat({
      clock,
      beat: async () => {
        const { ru_utime: userMs, ru_stime: systemMs } = await worker.getResourceUsage();
        this.#cpu.read(userMs + systemMs);
      },
      onStopped: () => {
        log.error({ pid: worker.pid }, 'a media worker hangs and is killed');
        kill(worker);
      },
    });
    worker.on('died', () => {
      this.#heartbeat.close();
      this.#onDied();
    });
  }

  get pid(): number {
    return this.mediasoup.pid;
  }

  /** How busy it is, as a share of a core. */
  get cpuLoad(): number {
    return this.#cpu.load;
  }

  get isClosed(): boolean {
    return this.mediasoup.closed;
  }

  /** Who hears when the program ended, or hung and was ended: one at a time, and nobody after close(). */
  listen(onDied: () => void): void {
    this.#onDied = onDied;
  }

  /** Resolves when the program has ended, which is killed if it does not end by itself. */
  async close(): Promise<void> {
    this.#heartbeat.close();
    this.mediasoup.close();
    if (this.mediasoup.subprocessClosed) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(EXIT_DEADLINE_MS, () => kill(this.mediasoup));
      this.mediasoup.on('subprocessclose', () => {
        cancel();
        resolve();
      });
    });
  }
}

function kill(worker: types.Worker): void {
  // The pid may belong to a stranger once the program has ended.
  if (worker.subprocessClosed) return;
  try {
    process.kill(worker.pid, 'SIGKILL');
  } catch {
    // It ended just now: mediasoup's event is on its way.
  }
}
