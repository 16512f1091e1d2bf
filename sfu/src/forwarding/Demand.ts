import type { PeerId, Source, WantedOfPicture } from '@confab/protocol';
import { WANT_LESS_AFTER_MS } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { NeededLayers } from './layers.ts';
import { isWithin, together, toWanted } from './layers.ts';

export type WantedStream = WantedOfPicture & { readonly peerId: PeerId; readonly source: Source };

export type DemandOptions = {
  readonly clock: Clock;
  /** Everything that changed in one turn. */
  readonly onChanged: (streams: readonly WantedStream[]) => void;
};

type Entry = {
  readonly peerId: PeerId;
  readonly source: Source;
  wanted: NeededLayers;
  /** What the sender believes; undefined: that all of it is wanted, which nobody has told it. */
  told: NeededLayers | undefined;
  /** Less is wanted than it was told, and that it will be told, too. */
  cancelTelling: (() => void) | undefined;
};

/** What is wanted of each picture of a room, and what its sender has been told of that (FW4). */
export class Demand {
  readonly #options: DemandOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Set<Entry>();

  constructor(options: DemandOptions) {
    this.#options = options;
  }

  /** A producer of it has opened: it sends all layers, whatever its predecessor was told. */
  open(peerId: PeerId, source: Source): void {
    this.close(peerId, source);
    const entry: Entry = { peerId, source, wanted: 'high', told: undefined, cancelTelling: undefined };
    this.#entries.set(keyOf(peerId, source), entry);
  }

  close(peerId: PeerId, source: Source): void {
    const entry = this.#entries.get(keyOf(peerId, source));
    if (!entry) return;
    entry.cancelTelling?.();
    this.#changed.delete(entry);
    this.#entries.delete(keyOf(peerId, source));
  }

  closeAll(): void {
    for (const { peerId, source } of this.#entries.values()) this.close(peerId, source);
  }

  /** `high` is told of a fresh producer, too: a word about its predecessor may still be on its way. */
  want(peerId: PeerId, source: Source, layers: NeededLayers): void {
    const entry = this.#entries.get(keyOf(peerId, source));
    if (!entry) return;
    entry.wanted = layers;
    const sent = entry.told ?? 'high';
    if (layers !== sent && isWithin(layers, sent)) return this.#tellLater(entry);
    entry.cancelTelling?.();
    entry.cancelTelling = undefined;
    // What is missing at once, and what is too much with it only when that has held.
    const most = entry.told ? together([layers, entry.told]) : layers;
    if (most !== entry.told) this.#tell(entry, most);
    if (most !== layers) this.#tellLater(entry);
  }

  /** What the sender knows; undefined when that is nothing. */
  toldOf(peerId: PeerId, source: Source): WantedOfPicture | undefined {
    const told = this.#entries.get(keyOf(peerId, source))?.told;
    return told && toWanted(told);
  }

  #tellLater(entry: Entry): void {
    entry.cancelTelling ??= this.#options.clock.after(WANT_LESS_AFTER_MS, () => {
      entry.cancelTelling = undefined;
      this.#tell(entry, entry.wanted);
    });
  }

  #tell(entry: Entry, layers: NeededLayers): void {
    entry.told = layers;
    if (this.#changed.size === 0) queueMicrotask(() => this.#flush());
    this.#changed.add(entry);
  }

  #flush(): void {
    const streams = [...this.#changed].flatMap(({ peerId, source, told }) =>
      told ? [{ peerId, source, ...toWanted(told) }] : [],
    );
    this.#changed.clear();
    if (streams.length > 0) this.#options.onChanged(streams);
  }
}

const keyOf = (peerId: PeerId, source: Source) => `${peerId} ${source}`;
