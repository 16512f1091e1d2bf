import type { Child, Exit } from './Child.ts';
import { describeExit } from './Child.ts';
import type { Clock } from './Clock.ts';
import { Supervisor } from './Supervisor.ts';

/** Whatever hangs must not hang in silence. */
const READY_WITHIN_MS = 30_000;
const ASK_AGAIN_AFTER_MS = 100;

export type LauncherOptions = {
  /** Given the control port to listen on again; undefined at the first start. */
  readonly spawnSfu: (controlPort: number | undefined) => Child;
  /** Given the sfu's control port, and the HTTP port to listen on again. */
  readonly spawnSignaling: (ports: SignalingPorts) => Child;
  /** Asks signaling whether a call can be made. */
  readonly isReady: (httpPort: number) => Promise<boolean>;
  readonly clock: Clock;
  readonly onReady: (httpPort: number) => void;
  /** A line for the user about something that went wrong. */
  readonly warn: (line: string) => void;
};

export type SignalingPorts = { readonly controlPort: number; readonly httpPort: number | undefined };

/** Runs sfu and signaling as one: started in order, kept alive, stopped together. */
export class Launcher {
  /** The exit code, when everything that was started has ended. */
  readonly ended: Promise<number>;
  readonly #options: LauncherOptions;
  readonly #sfu: Supervisor;
  readonly #signaling: Supervisor;
  #end!: (exitCode: number) => void;
  #callOffs: (() => void)[] = [];
  #controlPort: number | undefined;
  #httpPort: number | undefined;
  #isStopping = false;

  constructor(options: LauncherOptions) {
    const { clock, spawnSfu, spawnSignaling } = options;
    this.#options = options;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#sfu = new Supervisor({
      clock,
      spawn: () => spawnSfu(this.#controlPort),
      onListening: (port) => this.#onSfuListening(port),
      ...this.#events('The sfu'),
    });
    this.#signaling = new Supervisor({
      clock,
      spawn: () => spawnSignaling({ controlPort: this.#controlPort ?? 0, httpPort: this.#httpPort }),
      onListening: (port) => this.#onSignalingListening(port),
      ...this.#events('The signaling server'),
    });
  }

  start(): void {
    this.#after(READY_WITHIN_MS, () => {
      this.#options.warn(
        `Confab was not ready within ${READY_WITHIN_MS / 1000} s and stops; the lines above say how far it came.`,
      );
      this.#endWith(1);
    });
    this.#sfu.start();
  }

  stop(): void {
    this.#endWith(0);
  }

  /** For those who cannot wait. */
  kill(): void {
    this.#endWith(0);
    void this.#sfu.kill();
    void this.#signaling.kill();
  }

  #events(name: string) {
    return {
      onDeath: (exit: Exit, restartInMs: number) => {
        const when = restartInMs === 0 ? 'now' : `in ${restartInMs / 1000} s`;
        this.#options.warn(`${name} ${describeExit(exit)}; it is started again ${when}.`);
      },
      onGivenUp: () => {
        this.#options.warn(`${name} cannot run, for the reason above. Confab stops.`);
        this.#endWith(1);
      },
    };
  }

  /** The control port stays the same from now on, so that signaling finds a restarted sfu where it was. */
  #onSfuListening(port: number): void {
    this.#controlPort = port;
    // Ignored when it was started before, or is to stop.
    this.#signaling.start();
  }

  #onSignalingListening(port: number): void {
    const isFirst = this.#httpPort === undefined;
    this.#httpPort = port;
    if (isFirst) void this.#askUntilReady(port);
  }

  async #askUntilReady(port: number): Promise<void> {
    const isReady = await this.#options.isReady(port);
    if (this.#isStopping) return;
    if (!isReady) return this.#after(ASK_AGAIN_AFTER_MS, () => void this.#askUntilReady(port));
    this.#callOffAll();
    this.#options.onReady(port);
  }

  #after(ms: number, callback: () => void): void {
    this.#callOffs.push(this.#options.clock.after(ms, callback));
  }

  #callOffAll(): void {
    for (const callOff of this.#callOffs.splice(0)) callOff();
  }

  #endWith(exitCode: number): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#callOffAll();
    void Promise.all([this.#signaling.stop(), this.#sfu.stop()]).then(() => this.#end(exitCode));
  }
}
