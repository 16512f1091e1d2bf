import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import { askWorker } from './askWorker.ts';
import type { RoomRouter } from './RoomRouter.ts';

/** A burst of key frames of a whole room shall wait in the socket and not be lost. The kernel may allow less. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;

type Ends = ReadonlyMap<RoomRouter, types.PipeTransport>;

/** Two routers of a room joined by a pair of PipeTransports over loopback, for as many streams as need it, either way. */
export class PipeLink {
  readonly routers: readonly [RoomRouter, RoomRouter];
  readonly #opening: Promise<Ends>;
  /** How many streams need it. */
  users = 0;
  #isClosed = false;

  constructor(routers: readonly [RoomRouter, RoomRouter], clock: Clock) {
    this.routers = routers;
    this.#opening = this.#open(clock);
    // Those who need it hear of it.
    this.#opening.catch(() => undefined);
  }

  async transportOf(router: RoomRouter): Promise<types.PipeTransport> {
    const transport = (await this.#opening).get(router);
    if (!transport) throw new Error('the router is not at this link');
    return transport;
  }

  /** Also when one of the routers is gone already. */
  close(): void {
    this.#isClosed = true;
    this.#opening.then(closeAll, () => undefined);
  }

  async #open(clock: Clock): Promise<Ends> {
    const creating = this.routers.map(({ mediasoup }) => create(mediasoup, clock));
    const created = await Promise.allSettled(creating);
    const ends = new Map(
      created.flatMap((one, index) => {
        const router = this.routers[index];
        return one.status === 'fulfilled' && router ? [[router, one.value] as const] : [];
      }),
    );
    try {
      for (const one of created) if (one.status === 'rejected') throw one.reason;
      const [first, second] = [...ends.values()];
      if (first && second) await Promise.all([connect(first, second, clock), connect(second, first, clock)]);
      if (this.#isClosed) closeAll(ends);
      return ends;
    } catch (cause) {
      closeAll(ends);
      throw cause;
    }
  }
}

/** With RTX: what a full socket drops is sent again by the router beside, not by the peer far away. */
const create = (router: types.Router, clock: Clock): Promise<types.PipeTransport> =>
  askWorker(
    clock,
    router.createPipeTransport({
      listenInfo: {
        protocol: 'udp',
        ip: '127.0.0.1',
        sendBufferSize: SOCKET_BUFFER_BYTES,
        recvBufferSize: SOCKET_BUFFER_BYTES,
      },
      enableRtx: true,
    }),
    (late) => late.close(),
  );

const connect = (transport: types.PipeTransport, other: types.PipeTransport, clock: Clock): Promise<void> =>
  askWorker(clock, transport.connect({ ip: other.tuple.localAddress, port: other.tuple.localPort }));

const closeAll = (ends: Ends): void => {
  for (const transport of ends.values()) transport.close();
};
