import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';

export type KeyFrameRetryOptions = {
  readonly clock: Clock;
  readonly producer: WatchedProducer;
  /** Asks the sender at once. Who sees the picture sees it stand still until the key frame comes. */
  readonly ask: () => void;
};

/** The little of a mediasoup Producer that is needed here. */
type WatchedProducer = Pick<types.Producer, 'closed' | 'paused' | 'enableTraceEvent'> & {
  on(event: 'trace', listener: (trace: { readonly type: string }) => void): unknown;
};

/** One whom the picture flows to. */
export type Watcher = { readonly closed: boolean; readonly paused: boolean };

export const ASK_AGAIN_AFTER_MS = 250;
/** After that it is no lost packet. The worker's own repetition, a second after the last request, is to come still. */
export const MAX_REPETITIONS = 3;
/** A busy worker takes its time to resume a consumer; one that was paused again instead is not waited for much longer. */
const MAX_ROUNDS = 20;

/**
 * Asks again for a key frame that was asked for and has not come, of one picture. The worker does so after a second, once,
 * and passes over whatever is asked meanwhile. What makes it ask at once is a producer that is resumed; so this is done only
 * where nobody has seen the picture yet, as after a join, an unmute or the loss of a worker.
 */
export class KeyFrameRetry {
  readonly #options: KeyFrameRetryOptions;
  #waiting: readonly Watcher[] = [];
  #seeing: readonly Watcher[] = [];
  #repetitions = 0;
  #rounds = 0;
  #cancel: (() => void) | undefined;

  constructor(options: KeyFrameRetryOptions) {
    this.#options = options;
    options.producer.on('trace', ({ type }) => {
      if (type === 'keyframe') this.#onKeyFrame();
    });
  }

  /** To be called before it does, for the key frame may come at once. */
  begin(watcher: Watcher): void {
    this.#waiting = [...this.#waiting.filter((one) => one !== watcher && isThere(one)), watcher];
    this.#seeing = this.#seeing.filter((one) => one !== watcher && isThere(one));
    if (this.#cancel) return;
    this.#repetitions = 0;
    this.#rounds = 0;
    this.#trace(true);
    this.#askLater();
  }

  /** It shall not stand still: what it has seen of it is not known here. */
  spare(watcher: Watcher): void {
    this.#seeing = [...this.#seeing.filter((one) => one !== watcher && isThere(one)), watcher];
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = [];
    this.#seeing = [];
  }

  #askLater(): void {
    this.#cancel = this.#options.clock.after(ASK_AGAIN_AFTER_MS, () => this.#askAgain());
  }

  #askAgain(): void {
    const { producer, ask } = this.#options;
    const isLeftAlone = producer.closed || producer.paused || this.#seeing.some(isBegun);
    this.#rounds++;
    if (isLeftAlone || this.#rounds > MAX_ROUNDS || this.#repetitions === MAX_REPETITIONS) return this.#end();
    if (this.#waiting.some(isBegun)) {
      this.#repetitions++;
      ask();
    } else if (!this.#waiting.some(isThere)) return this.#end();
    this.#askLater();
  }

  #onKeyFrame(): void {
    if (this.#cancel) this.#end();
  }

  /** Whoever still waits counts as one who sees: it is the worker that cares for it from now on. */
  #end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#seeing = [...this.#seeing, ...this.#waiting].filter(isThere);
    this.#waiting = [];
    this.#trace(false);
  }

  /** Only while it is waited for: nobody can keep us busy with key frames. */
  #trace(isWanted: boolean): void {
    const { producer } = this.#options;
    // One that is closed, or whose worker is lost, has no key frames.
    if (!producer.closed) producer.enableTraceEvent(isWanted ? ['keyframe'] : []).catch(() => undefined);
  }
}

/** One that is about to begin is paused still. */
const isThere = ({ closed }: Watcher): boolean => !closed;
const isBegun = ({ closed, paused }: Watcher): boolean => !closed && !paused;
