import type { Notifications, PeerId } from '@confab/protocol';
import { linkLevelOf } from '@confab/protocol';
import type { MeasuredLink } from '@confab/protocol/control';
import { encodeNotification } from '@confab/rpc';
import type { Client } from './Client.ts';

export type LinkFactsOptions = {
  readonly clientOf: (peerId: PeerId) => Client | undefined;
  readonly peerIds: () => Iterable<PeerId>;
};

/** Hands on how everyone is linked: to each its own figures, and of the others only who sends over a weak link (LK). */
export class LinkFacts {
  readonly #options: LinkFactsOptions;

  constructor(options: LinkFactsOptions) {
    this.#options = options;
  }

  hear(measured: readonly MeasuredLink[]): void {
    const { clientOf, peerIds } = this.#options;
    // The sfu knows visitors in the lobby, too, and nobody else may (LO1).
    const here = new Set(peerIds());
    const links = measured.filter(({ peerId }) => here.has(peerId));
    const weak = links.flatMap(({ peerId, up }) => {
      const level = linkLevelOf(up);
      return level === 'good' ? [] : [{ peerId, level }];
    });
    for (const { peerId, ...own } of links) {
      const data = { own, weak: weak.filter((other) => other.peerId !== peerId) };
      const text = encodeNotification<Notifications, 'linksMeasured'>('linksMeasured', data);
      // It is news: in ten seconds there is newer.
      clientOf(peerId)?.sendIfQuick(text);
    }
  }
}
