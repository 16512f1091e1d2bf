import type { Notifications, PeerId, SeatTaken } from '@confab/protocol';
import type { RoomEffect, RoomInput } from '@confab/room-core';
import { encodeNotification } from '@confab/rpc';
import type { Client } from './Client.ts';
import type { Newcomer, RoomHost } from './RoomHost.ts';

export type VisitorsOptions = {
  readonly newPeerId: () => PeerId;
  readonly apply: (input: RoomInput) => void;
  readonly clientOf: (peerId: PeerId) => Client | undefined;
  readonly enter: (peerId: PeerId, newcomer: Newcomer) => Promise<SeatTaken>;
  readonly host: RoomHost;
};

type VisitorEffect = Extract<RoomEffect, { type: 'askToUnmute' | 'tellWaiting' | 'letIn' | 'turnAway' }>;
type EffectOf<T extends VisitorEffect['type']> = Extract<VisitorEffect, { type: T }>;

/** Those who wait before a room's door, with the sessions they wait in. Who may enter is room-core's to say. */
export class Visitors {
  readonly #options: VisitorsOptions;
  readonly #waiting = new Map<PeerId, Newcomer>();

  constructor(options: VisitorsOptions) {
    this.#options = options;
  }

  /** The id under which the visitor waits; it may be let in or turned away before this returns. */
  knock(newcomer: Newcomer): PeerId {
    const { newPeerId, apply } = this.#options;
    const peerId = newcomer.lobby?.peerId ?? newPeerId();
    this.#waiting.set(peerId, newcomer);
    apply({ type: 'knocked', peerId, displayName: newcomer.displayName, role: newcomer.pass?.grants.role });
    return peerId;
  }

  /** The visitor's socket is gone. */
  gone(peerId: PeerId): void {
    this.#waiting.delete(peerId);
    this.#options.apply({ type: 'waitEnded', peerId });
  }

  run(effect: VisitorEffect): void {
    switch (effect.type) {
      case 'askToUnmute':
        return this.#askToUnmute(effect);
      case 'tellWaiting':
        return this.#tellWaiting(effect);
      case 'letIn':
        return void this.#letIn(effect);
      case 'turnAway':
        return this.#turnAway(effect);
    }
  }

  #askToUnmute({ to, byPeerId }: EffectOf<'askToUnmute'>): void {
    const text = encodeNotification<Notifications, 'unmuteAsked'>('unmuteAsked', { byPeerId });
    this.#options.clientOf(to)?.send(text);
  }

  #tellWaiting({ to, waiting }: EffectOf<'tellWaiting'>): void {
    const data = { waiting: waiting.map(({ peerId, displayName }) => ({ peerId, displayName })) };
    const text = encodeNotification<Notifications, 'waitingChanged'>('waitingChanged', data);
    for (const peerId of to) this.#options.clientOf(peerId)?.send(text);
  }

  async #letIn({ visitor: { peerId } }: EffectOf<'letIn'>): Promise<void> {
    const newcomer = this.#take(peerId);
    if (!newcomer) return;
    const { client } = newcomer;
    client.admitting();
    try {
      client.admitted(this.#options.host, await this.#options.enter(peerId, newcomer));
    } catch {
      // The room is full by now, or no sfu is to be had: the client knows how to come again.
      client.retryLater();
    }
  }

  #turnAway({ peerId, reason }: EffectOf<'turnAway'>): void {
    this.#take(peerId)?.client.dismissed(reason);
  }

  #take(peerId: PeerId): Newcomer | undefined {
    const newcomer = this.#waiting.get(peerId);
    this.#waiting.delete(peerId);
    return newcomer;
  }
}
