import type { ConsumerOffer, PeerId, Source } from '@confab/protocol';
import type { RoomEffect } from '../RoomEffect.ts';
import type { RoomInput } from '../RoomInput.ts';
import { offerOf } from './exampleRoom.ts';

type Production = {
  readonly peerId: PeerId;
  readonly source: Source;
  readonly mediaEpoch: number;
  readonly paused: boolean;
};
type Consumption = Extract<RoomEffect, { type: 'openConsumers' }>;
type PeerMedia = {
  readonly mediaEpoch: number;
  readonly producers: Map<Source, { readonly id: string; paused: boolean }>;
};

/** What effects make of an sfu: obedient, yet slow, so that its answers come whenever the test wants. */
export class SimulatedSfu {
  readonly peers = new Map<PeerId, PeerMedia>();
  /** Asked for and not yet done. */
  readonly productions: Production[] = [];
  /** Done, and the room does not know yet. */
  readonly answers: Extract<RoomInput, { type: 'sourceOpened' | 'sourceFailed' }>[] = [];
  readonly consumptions: Consumption[] = [];
  #lastId = 0;

  openPeer(peerId: PeerId): void {
    const mediaEpoch = (this.peers.get(peerId)?.mediaEpoch ?? 0) + 1;
    this.peers.set(peerId, { mediaEpoch, producers: new Map() });
  }

  carryOut(effect: RoomEffect): void {
    if (effect.type === 'closePeer') this.peers.delete(effect.peerId);
    if (effect.type === 'openConsumers') this.consumptions.push(effect);
    if (effect.type === 'closeProducer') this.peers.get(effect.peerId)?.producers.delete(effect.source);
    if (effect.type === 'setProducerPaused') {
      const producer = this.peers.get(effect.peerId)?.producers.get(effect.source);
      if (producer) producer.paused = effect.paused;
    }
  }

  /** Takes a production on; what it replaces may end at once, or when it is done. */
  take(production: Production, endsFormer: boolean): void {
    this.productions.push(production);
    if (endsFormer) this.peers.get(production.peerId)?.producers.delete(production.source);
  }

  /** Does one of the productions, or fails it. */
  produce(index: number, succeeds: boolean): void {
    const [production] = this.productions.splice(index, 1);
    if (!production) return;
    const { paused, ...of } = production;
    const media = this.peers.get(of.peerId);
    const isPossible = succeeds && media?.mediaEpoch === of.mediaEpoch;
    if (isPossible) media.producers.set(of.source, { id: `p${++this.#lastId}`, paused });
    this.answers.push(isPossible ? { type: 'sourceOpened', ...of, paused } : { type: 'sourceFailed', ...of });
  }

  /** Opens what can be had of one consumption. */
  consume(index: number): Extract<RoomInput, { type: 'consumersOpened' }> | undefined {
    const [consumption] = this.consumptions.splice(index, 1);
    if (!consumption) return undefined;
    const consumers = consumption.of.flatMap(({ peerId, source }): ConsumerOffer[] => {
      const producer = this.peers.get(peerId)?.producers.get(source);
      return producer ? [{ ...offerOf(peerId, source), producerId: producer.id }] : [];
    });
    return { type: 'consumersOpened', peerId: consumption.peerId, mediaEpoch: consumption.mediaEpoch, consumers };
  }

  hasAnswerFor(peerId: PeerId, source: Source): boolean {
    return this.answers.some((answer) => answer.peerId === peerId && answer.source === source);
  }

  isBusyWith(peerId: PeerId, source: Source, mediaEpoch?: number): boolean {
    return [...this.productions, ...this.answers].some(
      (item) => item.peerId === peerId && item.source === source && item.mediaEpoch === (mediaEpoch ?? item.mediaEpoch),
    );
  }
}
