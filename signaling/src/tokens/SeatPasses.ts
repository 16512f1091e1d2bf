import type { PeerId } from '@confab/protocol';
import { TOKEN_GRACE_MS } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { Pass } from './TokenGate.ts';

export type SeatPassEvents = {
  readonly onChanged: () => void;
  readonly onExpired: (peerId: PeerId) => void;
};

type Held = { readonly pass: Pass; readonly cancel: () => void };

/** What the seats of one room were given for their tokens, and the end of each. Seats that needed none are not in it. */
export class SeatPasses {
  readonly #clock: Clock;
  readonly #events: SeatPassEvents;
  readonly #held = new Map<PeerId, Held>();

  constructor(clock: Clock, events: SeatPassEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  of(peerId: PeerId): Pass | undefined {
    return this.#held.get(peerId)?.pass;
  }

  /** Replaces the seat's earlier pass, and its end. */
  hold(peerId: PeerId, pass: Pass): void {
    this.drop(peerId);
    const leftMs = Math.max(0, pass.endsAt - this.#clock.now());
    const cancel = this.#clock.after(leftMs + TOKEN_GRACE_MS, () => {
      this.#held.delete(peerId);
      this.#events.onExpired(peerId);
    });
    this.#held.set(peerId, { pass, cancel });
    this.#events.onChanged();
  }

  drop(peerId: PeerId): void {
    this.#held.get(peerId)?.cancel();
    this.#held.delete(peerId);
  }

  clear(): void {
    for (const { cancel } of this.#held.values()) cancel();
    this.#held.clear();
  }
}
