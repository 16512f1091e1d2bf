import type { ConsumerId, DtlsParameters, PeerId, ProducerId, TransportId, TransportOffer } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlResult } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { types } from 'mediasoup';
import type { MediaWorker } from './MediaWorker.ts';
import type { PeerReceiverOptions, Reach } from './PeerReceiver.ts';
import { PeerReceiver } from './PeerReceiver.ts';
import type { CloseCause } from './PeerSender.ts';
import { PeerSender } from './PeerSender.ts';
import { PeerTransport } from './PeerTransport.ts';

export type PeerMediaOptions = {
  readonly peerId: PeerId;
  /** The one that it is on, with all it sends and receives. */
  readonly worker: MediaWorker;
  readonly clock: Clock;
  readonly reach: Reach;
  readonly onProducerClosed: (producerId: ProducerId, cause: CloseCause) => void;
  /** What this peer received ended without a request. */
  readonly onConsumersLost: (consumerIds: readonly ConsumerId[]) => void;
  /** What it sends goes another way than before, and some of it was lost. */
  readonly onSenderMoved: (producerIds: readonly ProducerId[]) => void;
  readonly forwarding: Pick<PeerReceiverOptions, 'isHeldBack' | 'hasBegun' | 'startOf' | 'onFlowing' | 'onWanted'>;
};

type PeerDescription = ControlResult<'getRoom'>['peers'][number];
type OpenPeer = { readonly sender: PeerSender; readonly receiver: PeerReceiver };

/** One peer's pair of transports and all that flows through them. It exists, closed or not, before its transports do. */
export class PeerMedia {
  readonly peerId: PeerId;
  readonly worker: MediaWorker;
  readonly #options: PeerMediaOptions;
  #open: OpenPeer | undefined;
  #isClosed = false;

  constructor(options: PeerMediaOptions) {
    this.#options = options;
    this.peerId = options.peerId;
    this.worker = options.worker;
  }

  /** Once. With the `dtlsParameters` that its client will connect with, where they are known already (ME10). */
  async open(
    router: types.Router,
    dtlsParameters?: DtlsParameters,
  ): Promise<{ sendTransport: TransportOffer; recvTransport: TransportOffer }> {
    this.#assertNotClosed();
    const { clock, reach } = this.#options;
    const { webRtcServer } = this.worker;
    const [send, recv] = await allOrNone([
      PeerTransport.create({
        router,
        webRtcServer,
        clock,
        onMoved: () => this.#senderMoved(),
        onLost: () => this.#senderLost(),
      }),
      PeerTransport.create({
        router,
        webRtcServer,
        clock,
        onMoved: () => this.#open?.receiver.renewPictures(),
        onLost: () => this.#receiverLost(),
      }),
    ]);
    if (this.#isClosed) {
      send.close();
      recv.close();
    }
    this.#assertNotClosed();
    if (dtlsParameters) for (const transport of [send, recv]) transport.expect(dtlsParameters);
    const { peerId, onProducerClosed, forwarding } = this.#options;
    this.#open = {
      sender: new PeerSender({ peerId, transport: send, clock, onProducerClosed }),
      receiver: new PeerReceiver({ ...forwarding, transport: recv, clock, reach }),
    };
    return { sendTransport: send.offer, recvTransport: recv.offer };
  }

  /** @throws ProtocolError `notFound` before it is open and once it is closed. */
  get sender(): PeerSender {
    return this.#assertOpen().sender;
  }

  /** @throws ProtocolError `notFound` before it is open and once it is closed. */
  get receiver(): PeerReceiver {
    return this.#assertOpen().receiver;
  }

  /** For those who pass over what is not there: undefined before it is open and once it is closed. */
  get opened(): OpenPeer | undefined {
    return this.#open;
  }

  /** Undefined unless both transports are there. */
  describe(): PeerDescription | undefined {
    if (!this.#open) return undefined;
    const { sender, receiver } = this.#open;
    if (sender.transport.isClosed || receiver.transport.isClosed) return undefined;
    const { peerId } = this;
    const [sendTransportId, recvTransportId] = [sender.transport.id, receiver.transport.id];
    return { peerId, sendTransportId, recvTransportId, sources: sender.sources };
  }

  transport(transportId: TransportId): PeerTransport {
    const { sender, receiver } = this.#assertOpen();
    const transport = [sender.transport, receiver.transport].find(({ id }) => id === transportId);
    // What it carried has been told of as lost; the peer needs new ones.
    if (!transport || transport.isClosed) throw new ProtocolError('notFound', 'no such transport');
    return transport;
  }

  close(): void {
    const open = this.#end();
    open?.sender.close();
    open?.receiver.close();
  }

  /** mediasoup has closed everything with the room's router. */
  parentClosed(): void {
    const open = this.#end();
    open?.sender.parentClosed();
    open?.receiver.parentClosed();
  }

  #end(): OpenPeer | undefined {
    const open = this.#open;
    this.#isClosed = true;
    this.#open = undefined;
    return open;
  }

  #senderMoved(): void {
    const producerIds = this.#open?.sender.producerIds ?? [];
    if (producerIds.length > 0) this.#options.onSenderMoved(producerIds);
  }

  #senderLost(): void {
    this.#open?.sender.close('lost');
  }

  #receiverLost(): void {
    const consumerIds = this.#open?.receiver.consumerIds ?? [];
    this.#open?.receiver.close();
    if (consumerIds.length > 0) this.#options.onConsumersLost(consumerIds);
  }

  #assertOpen(): OpenPeer {
    if (!this.#open) throw new ProtocolError('notFound', 'no such peer');
    return this.#open;
  }

  #assertNotClosed(): void {
    if (this.#isClosed) throw new ProtocolError('notFound', 'the peer was closed while it was opened');
  }
}

/** Both or, when one fails, none: the other is closed, however late it comes. */
async function allOrNone(
  creating: readonly [Promise<PeerTransport>, Promise<PeerTransport>],
): Promise<readonly [PeerTransport, PeerTransport]> {
  try {
    return await Promise.all(creating);
  } catch (cause) {
    for (const one of creating) one.then((transport) => transport.close()).catch(() => undefined);
    throw cause;
  }
}
