import type {
  ConsumerId,
  ConsumerOffer,
  PeerId,
  ProducerId,
  RoomId,
  Source,
  TransportId,
  TransportOffer,
} from '@confab/protocol';
import { ProtocolError, toWireError } from '@confab/protocol';
import type { ControlMethod, ControlParams, ControlResult } from '@confab/protocol/control';
import type { SfuPort } from '../SfuPort.ts';
import { FakeHoldings } from './FakeHoldings.ts';

type Call = { [M in ControlMethod]: { readonly method: M; readonly params: ControlParams<M> } }[ControlMethod];
type Answers = { [M in ControlMethod]: (params: ControlParams<M>) => ControlResult<M> };
type Gate = { readonly open: () => void; readonly break: (cause: unknown) => void };

/** An sfu without media: answers at once, or when a test says so, and remembers what it was asked. */
export class FakeSfu implements SfuPort {
  isReady = true;
  readonly calls: Call[] = [];
  readonly holdings = new FakeHoldings();
  readonly #held = new Set<ControlMethod>();
  readonly #late = new Set<ControlMethod>();
  readonly #gates = new Map<ControlMethod, Gate[]>();
  readonly #refusals = new Map<ControlMethod, ProtocolError>();
  #lastId = 0;
  readonly #answers: Answers;

  constructor() {
    const newId = (kind: string) => `${kind}-${++this.#lastId}`;
    const nothing = () => ({});
    this.#answers = {
      ping: nothing,
      openPeer: (params) => {
        const opened = {
          rtpCapabilities: {},
          sendTransport: createTransportOffer(newId('send')),
          recvTransport: createTransportOffer(newId('recv')),
        };
        this.holdings.openPeer(params, opened);
        return opened;
      },
      closePeer: (params) => {
        this.holdings.closePeer(params);
        return {};
      },
      closeRoom: ({ roomId }) => {
        this.holdings.standbys.delete(roomId);
        this.holdings.rooms.delete(roomId);
        return {};
      },
      connectTransport: (params) => {
        this.holdings.connect(params);
        return {};
      },
      restartIce: ({ transportId, ...where }) => {
        this.holdings.peerWith(where, transportId);
        return { iceParameters: { usernameFragment: newId('ufrag'), password: 'password' } };
      },
      produce: (params) => {
        this.holdings.produce(params);
        return { producerId: newId('producer') as ProducerId };
      },
      setProducerPaused: (params) => {
        this.holdings.setPaused(params);
        return {};
      },
      closeProducer: (params) => {
        this.holdings.closeProducer(params);
        return {};
      },
      setRtpCapabilities: (params) => {
        this.holdings.startReceiving(params);
        return {};
      },
      openConsumers: (params) => ({
        consumers: this.holdings.consume(params, (peerId, source) =>
          createConsumerOffer(newId('consumer'), peerId, source),
        ),
      }),
      openConsumersOfMany: ({ roomId, receivers }) => {
        this.holdings.describe(roomId);
        const open = (asked: (typeof receivers)[number]) => {
          try {
            return this.#answers.openConsumers({ roomId, ...asked });
          } catch (cause) {
            return { code: toWireError(cause).code };
          }
        };
        return { opened: receivers.map(open) };
      },
      closeConsumers: (params) => {
        this.holdings.stopConsuming(params);
        return {};
      },
      resumeConsumers: (params) => {
        this.holdings.resume(params);
        return {};
      },
      setShown: (params) => {
        this.holdings.setShown(params);
        return {};
      },
      prepareStandby: ({ roomId, peers }) => {
        this.holdings.describe(roomId);
        const opened = new FakeHoldings();
        const prepared = peers.map(({ peerId, dtlsParameters, sources }) => {
          const [sendTransport, recvTransport] = [newId('send'), newId('recv')].map(createTransportOffer);
          if (!sendTransport || !recvTransport) throw new Error('two were asked for');
          const transports = { rtpCapabilities: {}, sendTransport, recvTransport };
          opened.openPeer({ roomId, peerId, dtlsParameters }, transports);
          opened.startReceiving({ roomId, peerId });
          const producers = sources.map(({ source, ...options }) => {
            opened.produce({ roomId, peerId, transportId: sendTransport.transportId, source, ...options });
            return { source, producerId: newId('producer') as ProducerId };
          });
          return { peerId, sendTransport, recvTransport, producers };
        });
        this.holdings.standbys.set(roomId, opened);
        const consumersOf = (receiver: PeerId) => {
          const of = peers
            .filter(({ peerId }) => peerId !== receiver)
            .flatMap(({ peerId, sources }) => sources.map(({ source }) => ({ peerId, source })));
          return opened.consume({ roomId, peerId: receiver, of }, (peerId, source) =>
            createConsumerOffer(newId('consumer'), peerId, source),
          );
        };
        return {
          rtpCapabilities: {},
          peers: prepared.map((one) => ({ ...one, consumers: consumersOf(one.peerId) })),
        };
      },
      takeStandby: ({ roomId }) => {
        this.holdings.takeStandby(roomId);
        return {};
      },
      closeStandby: ({ roomId }) => {
        this.holdings.standbys.delete(roomId);
        return {};
      },
      setMemo: (params) => {
        this.holdings.setMemo(params);
        return {};
      },
      getRoom: ({ roomId }) => this.holdings.describe(roomId),
      getStats: () => ({ workers: [], rooms: 0, peers: 0, producers: 0, consumers: 0 }),
    };
  }

  isReadyFor(): boolean {
    return this.isReady;
  }

  get roomIds(): RoomId[] {
    return [...this.holdings.rooms.keys()];
  }

  async call<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>> {
    if (!this.isReady) throw new ProtocolError('unavailable', 'there is no media server now');
    // Method and parameters belong together by the signature above.
    this.calls.push({ method, params } as Call);
    if (this.#held.has(method)) await this.#wait(method);
    const refusal = this.#refusals.get(method);
    if (refusal) throw refusal;
    const answer = this.#answers[method](params);
    if (this.#late.has(method)) await this.#wait(method);
    return answer;
  }

  /** From now on calls of this method wait for `release` or `fail`. */
  hold(method: ControlMethod): void {
    this.#held.add(method);
  }

  /** From now on calls of this method are carried out at once, and answered at `release`. */
  holdAnswers(method: ControlMethod): void {
    this.#late.add(method);
  }

  /** Answers the oldest call that waits. */
  release(method: ControlMethod): void {
    this.#takeGate(method).open();
  }

  /** Fails the oldest call that waits. */
  fail(method: ControlMethod, cause: ProtocolError): void {
    this.#takeGate(method).break(cause);
  }

  /** From now on no call of this method waits. */
  flow(method: ControlMethod): void {
    this.#held.delete(method);
    this.#late.delete(method);
  }

  /** From now on calls of this method fail; undefined: they no longer do. */
  refuse(method: ControlMethod, cause: ProtocolError | undefined): void {
    if (cause) this.#refusals.set(method, cause);
    else this.#refusals.delete(method);
  }

  /** What it was asked of this method so far, oldest first. */
  asked<M extends ControlMethod>(method: M): ControlParams<M>[] {
    const isOfMethod = (call: Call): call is Extract<Call, { method: M }> => call.method === method;
    return this.calls.filter(isOfMethod).map(({ params }) => params as ControlParams<M>);
  }

  #wait(method: ControlMethod): Promise<void> {
    return new Promise((resolve, reject) => {
      const gates = this.#gates.get(method) ?? [];
      gates.push({ open: resolve, break: reject });
      this.#gates.set(method, gates);
    });
  }

  #takeGate(method: ControlMethod): Gate {
    const gate = this.#gates.get(method)?.shift();
    if (!gate) throw new Error(`no call of ${method} waits`);
    return gate;
  }
}

const createTransportOffer = (id: string): TransportOffer => ({
  transportId: id as TransportId,
  iceParameters: { usernameFragment: 'ufrag', password: 'password', iceLite: true },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] },
});

const createConsumerOffer = (id: string, peerId: PeerId, source: Source): ConsumerOffer => ({
  consumerId: id as ConsumerId,
  peerId,
  source,
  producerId: `producer-of-${source}`,
  rtpParameters: { codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 }] },
});
