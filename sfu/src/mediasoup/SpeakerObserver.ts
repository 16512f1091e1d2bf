import type { PeerId } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import type { SentStream } from './PeerSender.ts';

/** `volume` in dBov, -127 to 0. */
export type Speaker = { readonly peerId: PeerId; readonly volume: number };

export type SpeakerObserverOptions = {
  readonly router: types.Router;
  readonly clock: Clock;
  /** Loudest first; empty is silence. Only when who is heard, or their order, has changed. */
  readonly onChanged: (speakers: readonly Speaker[]) => void;
  /** The same each time that somebody is heard. */
  readonly onHeard?: (speakers: readonly Speaker[]) => void;
};

/**
 * How often levels are looked at. The worker passes over who sent fewer than ten packets since, and at the usual 20 ms
 * a packet 200 ms would be just ten.
 */
const INTERVAL_MS = 300;
export const MAX_SPEAKERS = 10;
/** Softer is not speech, in dBov. */
const THRESHOLD_DBOV = -60;

/** Who is heard in one room, from the audio levels that senders write into their packets (RFC 6464). */
export class SpeakerObserver {
  readonly #observer: types.AudioLevelObserver;
  readonly #clock: Clock;
  readonly #peers = new Map<string, PeerId>();

  static async create(options: SpeakerObserverOptions): Promise<SpeakerObserver> {
    const { router, clock } = options;
    const creating = router.createAudioLevelObserver({
      interval: INTERVAL_MS,
      maxEntries: MAX_SPEAKERS,
      threshold: THRESHOLD_DBOV,
    });
    return new SpeakerObserver(await askWorker(clock, creating, (late) => late.close()), options);
  }

  private constructor(observer: types.AudioLevelObserver, { clock, onChanged, onHeard }: SpeakerObserverOptions) {
    this.#observer = observer;
    this.#clock = clock;
    let last: readonly Speaker[] = [];
    const tell = (speakers: readonly Speaker[]) => {
      if (areSame(last, speakers)) return;
      last = speakers;
      onChanged(speakers);
    };
    observer.on('volumes', (volumes) => {
      const speakers = volumes.flatMap((one) => this.#toSpeaker(one));
      onHeard?.(speakers);
      tell(speakers);
    });
    observer.on('silence', () => tell([]));
  }

  /** Listens to a microphone until its producer closes. One that is closed meanwhile is none the worse for it. */
  async add({ producerId, peerId }: SentStream): Promise<void> {
    this.#peers.set(producerId, peerId);
    await askWorker(this.#clock, this.#observer.addProducer({ producerId }));
  }

  producerClosed(producerId: string): void {
    this.#peers.delete(producerId);
  }

  #toSpeaker({ producer, volume }: types.AudioLevelObserverVolume): Speaker[] {
    const peerId = this.#peers.get(producer.id);
    return peerId ? [{ peerId, volume }] : [];
  }
}

/** The same people in the same order, however loud. */
export const areSame = (some: readonly Speaker[], others: readonly Speaker[]): boolean =>
  some.length === others.length && some.every(({ peerId }, index) => peerId === others[index]?.peerId);
