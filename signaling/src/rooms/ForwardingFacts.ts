import type { Forwarding, Notifications, PeerId, Source, WantedLayers, WantedOfPicture } from '@confab/protocol';
import type { ControlFactData } from '@confab/protocol/control';
import { encodeNotification } from '@confab/rpc';
import type { Client } from './Client.ts';

type WantedStreams = ControlFactData<'wantedChanged'>['streams'];

export type ForwardingFactsOptions = {
  readonly clientOf: (peerId: PeerId) => Client | undefined;
  readonly peerIds: () => Iterable<PeerId>;
};

/** What the sfu does not forward, as it says itself: handed on, and kept for who is away (FW). */
export class ForwardingFacts {
  readonly #options: ForwardingFactsOptions;
  readonly #wanted = new Map<PeerId, Map<Source, WantedOfPicture>>();
  #heldBack: readonly PeerId[] = [];

  constructor(options: ForwardingFactsOptions) {
    this.#options = options;
  }

  hearWanted(streams: WantedStreams): void {
    const known = new Set(this.#options.peerIds());
    const bySender = new Map<PeerId, (WantedOfPicture & { readonly source: Source })[]>();
    for (const { peerId, source, ...wanted } of streams) {
      if (!known.has(peerId)) continue;
      this.#keep(peerId, source, wanted);
      bySender.set(peerId, [...(bySender.get(peerId) ?? []), { source, ...wanted }]);
    }
    for (const [peerId, sources] of bySender) {
      const text = encodeNotification<Notifications, 'wantedChanged'>('wantedChanged', { sources });
      this.#options.clientOf(peerId)?.send(text);
    }
  }

  hearHeldBack(peerIds: readonly PeerId[]): void {
    this.#heldBack = peerIds;
    const { clientOf } = this.#options;
    const text = this.#heldBackText();
    for (const peerId of this.#options.peerIds()) clientOf(peerId)?.send(text);
  }

  /** Somebody new has to know, too. */
  tellNewcomer(client: Client): void {
    if (this.#heldBack.length > 0) client.send(this.#heldBackText());
  }

  /** For who keeps its transports. */
  of(peerId: PeerId): Forwarding {
    const wanted = [...(this.#wanted.get(peerId) ?? [])].map(([source, one]) => ({ source, ...one }));
    return { wanted, heldBack: [...this.#heldBack] };
  }

  /** It has other transports now, or none. */
  forget(peerId: PeerId): void {
    this.#wanted.delete(peerId);
  }

  /** From an earlier process of ours, by way of the sfu. */
  restore({ peers, heldBack = [] }: Held): void {
    this.#heldBack = heldBack;
    for (const { peerId, sources } of peers)
      for (const { source, wanted, withoutMid } of sources)
        if (wanted) this.#keep(peerId, source, { layers: wanted, ...(withoutMid && { withoutMid }) });
  }

  clear(): void {
    this.#wanted.clear();
    this.#heldBack = [];
  }

  #keep(peerId: PeerId, source: Source, wanted: WantedOfPicture): void {
    const sources = this.#wanted.get(peerId) ?? new Map<Source, WantedOfPicture>();
    this.#wanted.set(peerId, sources.set(source, wanted));
  }

  #heldBackText(): string {
    return encodeNotification<Notifications, 'heldBackChanged'>('heldBackChanged', { peerIds: [...this.#heldBack] });
  }
}

type Held = {
  readonly peers: readonly {
    readonly peerId: PeerId;
    readonly sources: readonly {
      readonly source: Source;
      readonly wanted?: WantedLayers | undefined;
      readonly withoutMid?: boolean | undefined;
    }[];
  }[];
  readonly heldBack?: readonly PeerId[] | undefined;
};
