import type { ConsumerOffer, RoomId } from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { RoomEffect } from '@confab/room-core';
import type { SfuPort } from '../sfu/SfuPort.ts';

export type ConsumerOpening = Extract<RoomEffect, { type: 'openConsumers' }>;

export type ConsumerOpeningsOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly isCurrent: (opening: ConsumerOpening) => boolean;
  readonly onOpened: (opening: ConsumerOpening, consumers: readonly ConsumerOffer[]) => void;
  /** Asks for this one by itself, and again until it is taken or refused for good. */
  readonly openAlone: (opening: ConsumerOpening) => void;
};

/** What all the receivers of a room are to be opened in one turn is one request: whoever begins to send is everyone's (FW9). */
export class ConsumerOpenings {
  readonly #options: ConsumerOpeningsOptions;
  #waiting: ConsumerOpening[] = [];

  constructor(options: ConsumerOpeningsOptions) {
    this.#options = options;
  }

  open(opening: ConsumerOpening): void {
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    this.#waiting.push(opening);
  }

  #flush(): void {
    const { isCurrent, openAlone } = this.#options;
    const openings = this.#waiting.filter(isCurrent);
    this.#waiting = [];
    const [first] = openings;
    if (first && openings.length === 1) openAlone(first);
    else if (first) void this.#openTogether(openings);
  }

  async #openTogether(openings: readonly ConsumerOpening[]): Promise<void> {
    const { roomId, sfu, onOpened, openAlone } = this.#options;
    const receivers = openings.map(({ peerId, of, renew }) => ({ peerId, of: [...of], ...(renew && { renew }) }));
    try {
      const { opened } = await sfu.call('openConsumersOfMany', { roomId, receivers });
      for (const [index, opening] of openings.entries()) {
        const outcome = opened[index];
        if (outcome && 'consumers' in outcome) onOpened(opening, outcome.consumers);
        // Who is gone is told of in another way; whatever else it is, it is asked for once more.
        else if (outcome?.code !== 'notFound') openAlone(opening);
      }
    } catch (cause) {
      // The room is lost there: who lost it hears of it.
      if (toWireError(cause).code === 'notFound') return;
      for (const opening of openings) openAlone(opening);
    }
  }
}
