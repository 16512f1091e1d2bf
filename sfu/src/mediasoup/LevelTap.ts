import type { ProducerId } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import { readLevel } from './readLevel.ts';

export type LevelTapOptions = {
  readonly clock: Clock;
  /** Of one packet, in dBov. */
  readonly onLevel: (producerId: ProducerId, dbov: number) => void;
};

export const LEVEL_URI = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/**
 * Reads the levels of some microphones packet by packet: what the worker's own observer says comes a third of a second late.
 * In silence there is next to nothing to read (DTX).
 */
export class LevelTap {
  readonly #options: LevelTapOptions;
  readonly #consumers = new Map<ProducerId, Promise<types.Consumer>>();
  #wanted: ReadonlyMap<ProducerId, types.Router> = new Map();
  /** They end with their routers. */
  readonly #transports = new WeakMap<types.Router, Promise<types.DirectTransport>>();

  constructor(options: LevelTapOptions) {
    this.#options = options;
  }

  /** Reads these from now on, and no others. */
  read(wanted: ReadonlyMap<ProducerId, types.Router>): void {
    this.#wanted = wanted;
    for (const [producerId, router] of wanted) if (!this.#consumers.has(producerId)) this.#open(producerId, router);
    for (const [producerId, opening] of this.#consumers) {
      if (wanted.has(producerId)) continue;
      this.#consumers.delete(producerId);
      opening.then((consumer) => consumer.close()).catch(() => undefined);
    }
  }

  /** Nothing comes of it any more; mediasoup closes its consumer by itself. */
  forget(producerId: ProducerId): void {
    this.#consumers.delete(producerId);
  }

  #open(producerId: ProducerId, router: types.Router): void {
    const opening = this.#consume(producerId, router);
    this.#consumers.set(producerId, opening);
    // It is closed already, or the worker is gone. The observer still hears it, a little later.
    opening.catch(() => {
      if (this.#consumers.get(producerId) === opening) this.#consumers.delete(producerId);
    });
  }

  async #consume(producerId: ProducerId, router: types.Router): Promise<types.Consumer> {
    const { clock, onLevel } = this.#options;
    const transport = await this.#transportOn(router);
    const { rtpCapabilities } = router;
    const consuming = transport.consume({ producerId, rtpCapabilities });
    const consumer = await askWorker(clock, consuming, (late) => late.close());
    const id = consumer.rtpParameters.headerExtensions?.find(({ uri }) => uri === LEVEL_URI)?.id;
    consumer.on('rtp', (packet) => {
      const dbov = id === undefined || !this.#wanted.has(producerId) ? undefined : readLevel(packet, id);
      if (dbov !== undefined) onLevel(producerId, dbov);
    });
    return consumer;
  }

  #transportOn(router: types.Router): Promise<types.DirectTransport> {
    const known = this.#transports.get(router);
    if (known) return known;
    const opening = askWorker(this.#options.clock, router.createDirectTransport(), (late) => late.close());
    this.#transports.set(router, opening);
    // The next one tries anew.
    opening.catch(() => this.#transports.delete(router));
    return opening;
  }
}
