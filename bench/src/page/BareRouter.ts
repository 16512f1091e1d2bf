import type { types } from 'mediasoup';
import { createWorker } from 'mediasoup';
import type { types as client } from 'mediasoup-client';

type Bare = {
  capabilities: [object, client.RtpCapabilities];
  open: [object, client.TransportOptions];
  connect: [{ transportId: string; dtlsParameters: types.DtlsParameters }, object];
  produce: [{ transportId: string; kind: types.MediaKind; rtpParameters: types.RtpParameters }, { id: string }];
  consume: [{ transportId: string; rtpCapabilities: types.RtpCapabilities }, client.ConsumerOptions[]];
  resume: [{ transportId: string }, object];
};
/** What the bare page asks of the bench. */
export type BareAsk = <M extends keyof Bare>(method: M, params: Bare[M][0]) => Promise<Bare[M][1]>;
type Answers = { [M in keyof Bare]: (params: Bare[M][0]) => Promise<Bare[M][1]> };

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

/** mediasoup and nothing else: one room, whose pages call functions of this process. */
export class BareRouter {
  readonly #worker: types.Worker;
  readonly #router: types.Router;
  readonly #server: types.WebRtcServer;
  readonly #producers: { readonly id: string; readonly of: object }[] = [];

  static async start(workerBin: string | undefined): Promise<BareRouter> {
    const worker = await createWorker({ logLevel: 'none', ...(workerBin !== undefined && { workerBin }) });
    const listenInfos = [{ protocol: 'udp', ip: '127.0.0.1', port: 0 } as const];
    return new BareRouter({
      worker,
      router: await worker.createRouter({ mediaCodecs }),
      server: await worker.createWebRtcServer({ listenInfos }),
    });
  }

  private constructor({ worker, router, server }: Started) {
    [this.#worker, this.#router, this.#server] = [worker, router, server];
  }

  /** For one page. */
  answers(): Answers {
    const transports = new Map<string, types.WebRtcTransport>();
    const consumers: types.Consumer[] = [];
    const find = (id: string) => {
      const transport = transports.get(id);
      if (!transport) throw new Error('no such transport');
      return transport;
    };
    return {
      // The client's types know fewer header extensions than the server's.
      capabilities: async () => this.#router.rtpCapabilities as client.RtpCapabilities,
      open: async () => {
        const transport = await this.#router.createWebRtcTransport({ webRtcServer: this.#server });
        transports.set(transport.id, transport);
        const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
        return { id, iceParameters, iceCandidates, dtlsParameters };
      },
      connect: async ({ transportId, dtlsParameters }) => (await find(transportId).connect({ dtlsParameters }), {}),
      produce: async ({ transportId, ...what }) => {
        const { id } = await find(transportId).produce(what);
        this.#producers.push({ id, of: transports });
        return { id };
      },
      consume: async ({ transportId, rtpCapabilities }) => {
        for (const { id: producerId } of this.#producers.filter(({ of }) => of !== transports))
          consumers.push(await find(transportId).consume({ producerId, rtpCapabilities, paused: true }));
        return consumers.map(({ id, producerId, kind, rtpParameters }) => ({
          id,
          producerId,
          kind,
          rtpParameters: rtpParameters as client.RtpParameters,
        }));
      },
      resume: async () => (await Promise.all(consumers.map((consumer) => consumer.resume())), {}),
    };
  }

  close(): void {
    this.#worker.close();
  }
}

type Started = {
  readonly worker: types.Worker;
  readonly router: types.Router;
  readonly server: types.WebRtcServer;
};
