import type { Clock } from '@confab/rpc';

/** How large a share of the old value stays at each reading: one busy second alone turns nobody away. */
const MEMORY = 0.5;

/** How busy one program is, as a share of a core, from its own account of the time that it has used. */
export class CpuMeter {
  readonly #clock: Clock;
  #last: { readonly usedMs: number; readonly atMs: number } | undefined;
  #load = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get load(): number {
    return this.#load;
  }

  /** `usedMs`: all time since it was started, in itself and in the kernel. */
  read(usedMs: number): void {
    const atMs = this.#clock.now();
    const last = this.#last;
    this.#last = { usedMs, atMs };
    if (!last || atMs <= last.atMs) return;
    const load = (usedMs - last.usedMs) / (atMs - last.atMs);
    this.#load = MEMORY * this.#load + (1 - MEMORY) * load;
  }
}
