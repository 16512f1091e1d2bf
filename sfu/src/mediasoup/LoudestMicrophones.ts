import type { PeerId, ProducerId } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import type { Loudest, LoudestInput } from '../forwarding/index.ts';
import { quietRoom, stepLoudest } from '../forwarding/index.ts';
import { LEVEL_URI, LevelTap } from './LevelTap.ts';
import type { SentStream } from './PeerSender.ts';
import type { Speaker } from './SpeakerObserver.ts';

/** A producer, and the router that it is on. */
export type OpenedProducer = { readonly producer: types.Producer; readonly router: types.Router };

export type LoudestMicrophonesOptions = {
  readonly clock: Clock;
  /** How many are forwarded at once. */
  readonly limit: number;
  /** Another one is held back, or one no longer. */
  readonly onChanged: (heldBack: ReadonlyMap<PeerId, ProducerId>) => void;
};

/** Follows the microphones of one room, and says which of them are held back. */
export class LoudestMicrophones {
  readonly #onChanged: LoudestMicrophonesOptions['onChanged'];
  readonly #clock: Clock;
  readonly #tap: LevelTap;
  readonly #producers = new Map<PeerId, ProducerId>();
  readonly #routers = new Map<ProducerId, types.Router>();
  readonly #peers = new Map<ProducerId, PeerId>();
  #room: Loudest;

  constructor({ clock, limit, onChanged }: LoudestMicrophonesOptions) {
    this.#onChanged = onChanged;
    this.#clock = clock;
    this.#room = quietRoom(limit);
    this.#tap = new LevelTap({
      clock,
      onLevel: (producerId, dbov) => this.#hear(this.#peers.get(producerId), dbov),
    });
  }

  /** One that does not say how loud it is could never be woken: it is none of ours. */
  opened({ peerId, producerId }: SentStream, { producer, router }: OpenedProducer): void {
    if (!producer.rtpParameters.headerExtensions?.some(({ uri }) => uri === LEVEL_URI)) return;
    this.#producers.set(peerId, producerId);
    this.#routers.set(producerId, router);
    this.#peers.set(producerId, peerId);
    const follow = () => {
      if (this.#peers.has(producerId))
        this.#step({ type: 'set', peerId, isOpen: !producer.paused, nowMs: this.#clock.now() });
    };
    producer.observer.on('pause', follow);
    producer.observer.on('resume', follow);
    follow();
  }

  closed(producerId: ProducerId): void {
    const peerId = this.#peers.get(producerId);
    if (peerId === undefined) return;
    this.#peers.delete(producerId);
    this.#producers.delete(peerId);
    this.#routers.delete(producerId);
    this.#tap.forget(producerId);
    this.#step({ type: 'gone', peerId });
  }

  /** What the worker's observer has heard of late. */
  heard(speakers: readonly Speaker[]): void {
    for (const { peerId, volume } of speakers) this.#hear(peerId, volume);
  }

  #hear(peerId: PeerId | undefined, dbov: number): void {
    if (peerId !== undefined) this.#step({ type: 'heard', peerId, dbov, nowMs: this.#clock.now() });
  }

  #step(input: LoudestInput): void {
    const before = this.#room;
    this.#room = stepLoudest(before, input);
    if (this.#room.heldBack === before.heldBack) return;
    const heldBack = new Map(
      [...this.#room.heldBack].flatMap((peerId) => {
        const producerId = this.#producers.get(peerId);
        return producerId ? [[peerId, producerId] as const] : [];
      }),
    );
    // First of all who has begun to speak is heard.
    this.#onChanged(heldBack);
    const routers = [...heldBack.values()].flatMap((producerId) => {
      const router = this.#routers.get(producerId);
      return router ? [[producerId, router] as const] : [];
    });
    this.#tap.read(new Map(routers));
  }
}
