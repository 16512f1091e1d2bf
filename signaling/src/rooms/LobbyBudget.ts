import { MAX_LOBBIES, MAX_LOBBIES_PER_ADDRESS } from '@confab/protocol';

/** How many visitors are kept ready to join, in all and of each address: each costs the sfu two transports. */
export class LobbyBudget {
  readonly #held = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Gives the place back, once; undefined when there is none. */
  take(address: string): (() => void) | undefined {
    const held = this.#held.get(address) ?? 0;
    if (this.#total >= MAX_LOBBIES || held >= MAX_LOBBIES_PER_ADDRESS) return undefined;
    this.#total++;
    this.#held.set(address, held + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#giveBack(address);
    };
  }

  #giveBack(address: string): void {
    this.#total--;
    const left = (this.#held.get(address) ?? 0) - 1;
    if (left > 0) this.#held.set(address, left);
    else this.#held.delete(address);
  }
}
