import type { PeerId } from '@confab/protocol';
import type { Clock } from '@confab/rpc';

/** Present at so many crashes in a row: the next worker shall not be the next one. */
const CRASHES_TO_QUARANTINE = 3;
/** A peer that had media for so long since its last crash has not caused the next one by being there. */
export const IN_A_ROW_WITHIN_MS = 60_000;
export const QUARANTINE_MS = 10 * 60_000;

type Entry = { readonly crashes: number; readonly lastAt: number };

/** Remembers who was there when workers died: whoever kills them by what it sends is there each time. */
export class CrashLedger {
  readonly #clock: Clock;
  readonly #entries = new Map<PeerId, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A worker died under these peers. Returns those who are in quarantine from now on. */
  record(peerIds: readonly PeerId[]): readonly PeerId[] {
    this.#forgetOld();
    const lastAt = this.#clock.now();
    for (const peerId of peerIds) this.#entries.set(peerId, { crashes: this.#crashesOf(peerId) + 1, lastAt });
    return peerIds.filter((peerId) => this.isQuarantined(peerId));
  }

  isQuarantined(peerId: PeerId): boolean {
    const entry = this.#entries.get(peerId);
    return entry !== undefined && this.#isValid(entry) && entry.crashes >= CRASHES_TO_QUARANTINE;
  }

  #crashesOf(peerId: PeerId): number {
    return this.#entries.get(peerId)?.crashes ?? 0;
  }

  #isValid({ crashes, lastAt }: Entry): boolean {
    const ageMs = this.#clock.now() - lastAt;
    return ageMs < (crashes >= CRASHES_TO_QUARANTINE ? QUARANTINE_MS : IN_A_ROW_WITHIN_MS);
  }

  #forgetOld(): void {
    for (const [peerId, entry] of this.#entries) if (!this.#isValid(entry)) this.#entries.delete(peerId);
  }
}
