import type { Clock } from '@confab/rpc';

/**
 * A device that is there and gives nothing: the telephone rings, the lid is closed, another program has taken it. Phones give
 * it back to whoever opens it again, and only then.
 */
export class Interruption {
  readonly #clock: Clock;
  readonly #openAgain: () => void;
  #track: MediaStreamTrack | undefined;
  #attempts = 0;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, openAgain: () => void) {
    this.#clock = clock;
    this.#openAgain = openAgain;
  }

  /** From now on it is about this one. Whether it is still the same interruption its `muted` tells. */
  watch(track: MediaStreamTrack): void {
    this.#cancel();
    this.#track = track;
    track.addEventListener('mute', () => this.#begin(track));
    track.addEventListener('unmute', () => {
      if (this.#track === track) this.#settle();
    });
    if (track.muted) this.#begin(track);
    else this.#attempts = 0;
  }

  /** The page is seen again, or the machine is back: no need to wait. */
  hurry(): void {
    if (this.#track?.muted) this.#openAgain();
  }

  end(): void {
    this.#track = undefined;
    this.#settle();
  }

  #settle(): void {
    this.#attempts = 0;
    this.#cancel();
  }

  #begin(track: MediaStreamTrack): void {
    if (this.#track !== track) return;
    this.#cancel();
    // Ever more rarely: the telephone call may be a long one.
    const ms = PATIENCE_MS[this.#attempts] ?? LONG_PATIENCE_MS;
    this.#cancel = this.#clock.after(ms, () => {
      this.#attempts++;
      this.#openAgain();
      // Where nothing came of it, it is tried again.
      this.#begin(track);
    });
  }
}

const PATIENCE_MS = [1_500, 5_000, 15_000];
const LONG_PATIENCE_MS = 30_000;
