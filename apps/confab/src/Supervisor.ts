import type { Child, Exit } from './Child.ts';
import { EXIT_CONFIG, EXIT_UNAVAILABLE } from './Child.ts';
import type { Clock } from './Clock.ts';
import { restartDelayMs } from './restartDelayMs.ts';

/** A program that has lived this long was healthy: its next death counts as the first. */
const HEALTHY_AFTER_MS = 30_000;
/** What is in progress may end in peace for this long after the program was asked to stop. */
const STOP_WITHIN_MS = 5000;

export type SupervisorOptions = {
  readonly spawn: () => Child;
  readonly clock: Clock;
  readonly onListening: (port: number) => void;
  readonly onDeath: (exit: Exit, restartInMs: number) => void;
  /** It ended in a way that no restart mends. */
  readonly onGivenUp: (exit: Exit) => void;
};

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'running'; readonly child: Child; readonly since: number }
  | { readonly name: 'waiting'; readonly callOff: () => void }
  | { readonly name: 'stopping'; readonly child: Child; readonly callOff: () => void }
  | { readonly name: 'stopped' };

/** Keeps one program running until it is told to stop. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #onStopped: (() => void)[] = [];
  #state: State = { name: 'idle' };
  #deaths = 0;
  #hasListened = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#state.name === 'idle') this.#spawn();
  }

  /** Resolves when the program has ended. */
  stop(): Promise<void> {
    const { clock } = this.#options;
    const state = this.#state;
    if (state.name === 'waiting') state.callOff();
    if (state.name === 'running') {
      const { child } = state;
      this.#state = { name: 'stopping', child, callOff: clock.after(STOP_WITHIN_MS, () => child.kill()) };
      child.terminate();
    } else if (state.name !== 'stopping') {
      this.#state = { name: 'stopped' };
    }
    return new Promise((resolve) => {
      if (this.#state.name === 'stopped') resolve();
      else this.#onStopped.push(resolve);
    });
  }

  /** For those who cannot wait: the same as `stop`, without the time to end in peace. */
  kill(): Promise<void> {
    const stopped = this.stop();
    if (this.#state.name === 'stopping') this.#state.child.kill();
    return stopped;
  }

  #spawn(): void {
    const child = this.#options.spawn();
    this.#state = { name: 'running', child, since: this.#options.clock.now() };
    child.onListening((port) => {
      this.#hasListened = true;
      this.#options.onListening(port);
    });
    child.onExit((exit) => this.#onExit(exit));
  }

  #onExit(exit: Exit): void {
    if (this.#state.name === 'stopping') {
      this.#state.callOff();
      this.#stopped();
    } else if (this.#state.name === 'running') {
      if (this.#isFinal(exit)) {
        this.#stopped();
        this.#options.onGivenUp(exit);
      } else this.#restart(exit, this.#state.since);
    }
  }

  /** A port that is taken at the first start is the user's to solve; later it may be our own, not quite given back yet. */
  #isFinal({ code }: Exit): boolean {
    return code === EXIT_CONFIG || (code === EXIT_UNAVAILABLE && !this.#hasListened);
  }

  #restart(exit: Exit, since: number): void {
    const { clock, onDeath } = this.#options;
    this.#deaths = clock.now() - since >= HEALTHY_AFTER_MS ? 1 : this.#deaths + 1;
    const delayMs = restartDelayMs(this.#deaths);
    this.#state = { name: 'waiting', callOff: clock.after(delayMs, () => this.#spawn()) };
    onDeath(exit, delayMs);
  }

  #stopped(): void {
    this.#state = { name: 'stopped' };
    for (const resolve of this.#onStopped.splice(0)) resolve();
  }
}
