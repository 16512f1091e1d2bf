import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';

export type KeyFrameRetryOptions = {
  readonly clock: Clock;
  readonly producer: WatchedProducer;
  /**
   * Asks the sender at once. Who sees the picture sees it stand still until the key frame comes: one that came before is of
   * no use any more. Resolves when it is done, and everything has been heard that the worker told before.
   */
  readonly ask: () => Promise<void>;
};

/** The little of a mediasoup Producer that is needed here. */
type WatchedProducer = Pick<types.Producer, 'closed' | 'paused' | 'enableTraceEvent'> & {
  on(event: 'trace', listener: (trace: { readonly type: string }) => void): unknown;
};

/** One whom the picture is to flow to. */
export type Watcher = {
  readonly isGone: boolean;
  /** A key frame that comes now reaches it, and it has asked for one. */
  readonly isReady: boolean;
};

export const ASK_AGAIN_AFTER_MS = 250;
/** Browsers pass over what comes within 300 ms of a request that they have heard. */
export const ASKING_SPACING_MS = 350;
/** Longer than so the worker keeps no request back for the spacing: what it has not sent by then waits for another one, lost. */
const HELD_BACK_MS = ASKING_SPACING_MS + 50;
/** After that it is no lost packet. The worker's own repetition, a second after the last request, is to come still. */
export const MAX_REPETITIONS = 3;
/** Later than that the worker repeats a request by itself. */
export const MAX_PATIENCE_MS = 1_000;
/** A handshake has that long; whoever does not get ready within it is not waited for. */
export const MAX_WAIT_MS = 10_000;
/** How soon it is noticed that somebody has become ready. */
const LOOK_EVERY_MS = 50;
const SLOWER_BY = 1.5;

type Wait = { readonly begunAt: number; readyAt: number | undefined };

/**
 * Asks again for a key frame that was asked for and has not come, of one picture. The worker does so after a second, if at
 * all, and passes over whatever is asked meanwhile. What makes it ask at once is a producer that is resumed, and then also
 * whoever sees the picture waits for the key frame: so nothing is asked again before it is overdue, by what the last one
 * took, since the worker's own request really went out.
 */
export class KeyFrameRetry {
  readonly #options: KeyFrameRetryOptions;
  readonly #waiting = new Map<Watcher, Wait>();
  #askedAt = -Infinity;
  #isAsking = false;
  /** When the first request that no key frame has followed yet went out to the sender. */
  #sentAt: number | undefined;
  #repetitions = 0;
  /** From a request to its key frame, the last time. */
  #tookMs = 0;
  #cancel: (() => void) | undefined;

  constructor(options: KeyFrameRetryOptions) {
    this.#options = options;
    options.producer.on('trace', ({ type }) => {
      if (type === 'keyframe') this.#onKeyFrame();
      else this.#sentAt ??= this.#options.clock.now();
    });
  }

  /** To be called before it does, for the key frame may come at once. */
  begin(watcher: Watcher): void {
    this.#waiting.set(watcher, { begunAt: this.#options.clock.now(), readyAt: undefined });
    if (this.#cancel) return;
    this.#repetitions = 0;
    this.#sentAt = undefined;
    this.#trace(true);
    this.#lookLater();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting.clear();
  }

  #lookLater(): void {
    this.#cancel = this.#options.clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  #look(): void {
    const { clock, producer } = this.#options;
    const now = clock.now();
    this.#notice(now);
    if (producer.closed || this.#waiting.size === 0) return this.#end();
    if (this.#isOverdue(now)) {
      // Not sooner: it is paused for a moment by being asked.
      if (producer.paused || this.#repetitions === MAX_REPETITIONS) return this.#end();
      this.#repetitions++;
      this.#askedAt = now;
      this.#sentAt = undefined;
      void this.#ask();
    }
    this.#lookLater();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    await this.#options.ask();
    this.#isAsking = false;
  }

  /** Who has become ready, which is when the worker asks for them, and who will not. */
  #notice(now: number): void {
    for (const [watcher, wait] of this.#waiting) {
      const { begunAt, readyAt } = wait;
      wait.readyAt = watcher.isReady ? (readyAt ?? now) : undefined;
      if (watcher.isGone || (!watcher.isReady && now - begunAt >= MAX_WAIT_MS)) this.#waiting.delete(watcher);
    }
  }

  #isOverdue(now: number): boolean {
    const readySince = this.#readySince();
    if (readySince === Infinity || now - this.#askedAt < ASKING_SPACING_MS) return false;
    if (this.#sentAt === undefined) return now - readySince >= HELD_BACK_MS;
    return now - this.#sentAt >= Math.min(Math.max(this.#tookMs * SLOWER_BY, ASK_AGAIN_AFTER_MS), MAX_PATIENCE_MS);
  }

  /** When the first of those who still wait was there to be asked for. */
  #readySince(): number {
    return Math.min(...[...this.#waiting.values()].map(({ readyAt }) => readyAt ?? Infinity));
  }

  #onKeyFrame(): void {
    // It was on its way to us when we asked, and has been cut off by that.
    if (!this.#cancel || this.#isAsking) return;
    const now = this.#options.clock.now();
    this.#notice(now);
    if (this.#sentAt !== undefined) this.#tookMs = now - this.#sentAt;
    this.#sentAt = undefined;
    // Who was not ready has not got it.
    for (const watcher of this.#waiting.keys()) if (watcher.isReady) this.#waiting.delete(watcher);
    this.#repetitions = 0;
    if (this.#waiting.size === 0) this.#end();
  }

  /** Whoever still waits is left to the worker. */
  #end(): void {
    this.close();
    this.#trace(false);
  }

  /** Only while it is waited for: nobody can keep us busy with key frames. */
  #trace(isWanted: boolean): void {
    const { producer } = this.#options;
    // One that is closed, or whose worker is lost, has no key frames.
    if (!producer.closed) producer.enableTraceEvent(isWanted ? ['keyframe', 'pli', 'fir'] : []).catch(() => undefined);
  }
}
