import { toWireError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { Direction, PathState } from './MediaEngine.ts';

export type PathKeeperOptions = {
  readonly clock: Clock;
  readonly restartIce: (direction: Direction) => Promise<void>;
  /** It has been restarted because it was like this. */
  readonly onRestarted: (direction: Direction, was: PathState) => void;
  readonly onChange: () => void;
  /** Restarting has not helped. */
  readonly onBroken: () => void;
};

type Path = { readonly state: PathState; readonly restarts: number; readonly cancel: () => void };

/** Watches the ICE paths of one engine, and restarts the one that is lost before the browser would give it up. */
export class PathKeeper {
  readonly #options: PathKeeperOptions;
  readonly #paths = new Map<Direction, Path>();
  #isClosed = false;

  constructor(options: PathKeeperOptions) {
    this.#options = options;
    // Whoever sends nothing has no other one. It may be a while until the browser begins with it, or it may never.
    this.#set('receive', { state: 'connecting', restarts: 0 }, patienceMs.connecting);
  }

  /** The worst of the paths in use. */
  get state(): PathState {
    const states = [...this.#paths.values()].map(({ state }) => state);
    return bestToWorst.findLast((state) => states.includes(state)) ?? 'connecting';
  }

  /** Both are in use, and connected. */
  get isReady(): boolean {
    return (['send', 'receive'] as const).every((direction) => this.#paths.get(direction)?.state === 'connected');
  }

  update(direction: Direction, state: PathState): void {
    if (this.#isClosed) return;
    const before = this.#paths.get(direction);
    // The browser's word for a restart; to the person nothing flows until it has succeeded.
    if (state === 'connecting' && (before?.state === 'interrupted' || before?.state === 'failed')) return;
    const restarts = state === 'connected' ? 0 : (before?.restarts ?? 0);
    this.#set(direction, { state, restarts }, state === 'connected' ? undefined : patienceMs[state]);
    this.#options.onChange();
  }

  /** Signaling is back: restarts at once what could not be restarted without it. */
  retry(): void {
    for (const [direction, { state }] of this.#paths) {
      if (state === 'interrupted' || state === 'failed') void this.#restart(direction);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { cancel } of this.#paths.values()) cancel();
  }

  #set(direction: Direction, path: Omit<Path, 'cancel'>, thenRestartAfterMs: number | undefined): void {
    this.#paths.get(direction)?.cancel();
    const cancel =
      thenRestartAfterMs === undefined
        ? () => undefined
        : this.#options.clock.after(thenRestartAfterMs, () => void this.#restart(direction));
    this.#paths.set(direction, { ...path, cancel });
  }

  async #restart(direction: Direction): Promise<void> {
    const path = this.#paths.get(direction);
    if (this.#isClosed || !path) return;
    if (path.restarts >= MAX_RESTARTS) {
      this.#options.onBroken();
      return;
    }
    this.#set(direction, { state: path.state, restarts: path.restarts + 1 }, RESTART_PATIENCE_MS);
    try {
      await this.#options.restartIce(direction);
      this.#options.onRestarted(direction, path.state);
    } catch (cause) {
      if (this.#isClosed) return;
      // Without signaling nothing can be restarted, so this one has not counted.
      if (toWireError(cause).retryable) this.#set(direction, path, RETRY_MS);
      else this.#options.onBroken();
    }
  }
}

const bestToWorst: readonly PathState[] = ['connected', 'connecting', 'interrupted', 'failed'];

/** How long each may last before ICE is restarted. A short interruption often heals; a first connection may need TCP. */
const patienceMs: Readonly<Record<Exclude<PathState, 'connected'>, number>> = {
  connecting: 10_000,
  interrupted: 1_000,
  failed: 0,
};
const RETRY_MS = 1_000;
const RESTART_PATIENCE_MS = 5_000;
const MAX_RESTARTS = 2;
