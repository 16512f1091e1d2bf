import type { PagePort } from '../PagePort.ts';

/** A page that wakes and goes when a test says so. */
export class FakePage implements PagePort {
  isSeen = true;
  problem: ReturnType<PagePort['obstacle']>;
  readonly #wake = new Set<() => void>();
  readonly #gone = new Set<() => void>();

  obstacle = (): ReturnType<PagePort['obstacle']> => this.problem;
  userAgent = (): string => 'a test';
  isVisible = (): boolean => this.isSeen;
  onWake = (listener: () => void) => listen(this.#wake, listener);
  onGone = (listener: () => void) => listen(this.#gone, listener);

  wake(): void {
    for (const listener of this.#wake) listener();
  }

  goAway(): void {
    for (const listener of this.#gone) listener();
  }

  get listeners(): number {
    return this.#wake.size + this.#gone.size;
  }
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
