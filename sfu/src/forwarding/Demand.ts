import type { PeerId, Source, WantedLayers } from '@confab/protocol';
import { WANT_LESS_AFTER_MS } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import { isBelow } from './layers.ts';

export type WantedStream = { readonly peerId: PeerId; readonly source: Source; readonly layers: WantedLayers };

export type DemandOptions = {
  readonly clock: Clock;
  /** Everything that changed in one turn. */
  readonly onChanged: (streams: readonly WantedStream[]) => void;
};

type Entry = {
  readonly peerId: PeerId;
  readonly source: Source;
  wanted: WantedLayers;
  /** What the sender believes; undefined: that all of it is wanted, which nobody has told it. */
  told: WantedLayers | undefined;
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
  want(peerId: PeerId, source: Source, layers: WantedLayers): void {
    const entry = this.#entries.get(keyOf(peerId, source));
    if (!entry) return;
    entry.wanted = layers;
    if (isBelow(layers, entry.told ?? 'high')) return this.#tellLater(entry);
    entry.cancelTelling?.();
    entry.cancelTelling = undefined;
    if (layers !== entry.told) this.#tell(entry);
  }

  /** What the sender knows; undefined when that is nothing. */
  toldOf(peerId: PeerId, source: Source): WantedLayers | undefined {
    return this.#entries.get(keyOf(peerId, source))?.told;
  }

  #tellLater(entry: Entry): void {
    entry.cancelTelling ??= this.#options.clock.after(WANT_LESS_AFTER_MS, () => {
      entry.cancelTelling = undefined;
      this.#tell(entry);
    });
  }

  #tell(entry: Entry): void {
    entry.told = entry.wanted;
    if (this.#changed.size === 0) queueMicrotask(() => this.#flush());
    this.#changed.add(entry);
  }

  #flush(): void {
    const streams = [...this.#changed].flatMap(({ peerId, source, told }) =>
      told ? [{ peerId, source, layers: told }] : [],
    );
    this.#changed.clear();
    if (streams.length > 0) this.#options.onChanged(streams);
  }
}

const keyOf = (peerId: PeerId, source: Source) => `${peerId} ${source}`;
