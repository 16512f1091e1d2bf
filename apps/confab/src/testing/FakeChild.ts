import type { Child, Exit } from '../Child.ts';

/** A program that does only what the test says. */
export class FakeChild implements Child {
  readonly asked: ('terminate' | 'kill')[] = [];
  #onListening: (port: number) => void = () => undefined;
  #onExit: (exit: Exit) => void = () => undefined;

  onListening(listener: (port: number) => void): void {
    this.#onListening = listener;
  }

  onExit(listener: (exit: Exit) => void): void {
    this.#onExit = listener;
  }

  terminate(): void {
    this.asked.push('terminate');
  }

  kill(): void {
    this.asked.push('kill');
  }

  listen(port: number): void {
    this.#onListening(port);
  }

  end(exit: Exit): void {
    this.#onExit(exit);
  }
}
