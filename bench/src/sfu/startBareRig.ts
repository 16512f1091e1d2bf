import type { Source } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import { IncomingMedia, OutgoingMedia, toReceivable } from '@confab/node-peer';
import type { StreamSender } from '@confab/node-peer';
import { createWorker } from 'mediasoup';
import type { types } from 'mediasoup';
import type { Tools } from '../Bench.ts';
import { pinTo, SERVER_CORE } from '../measure/pinTo.ts';
import type { Rig, RigPeer } from './Rig.ts';

type Published = { readonly source: Source; readonly producerId: string };

/** mediasoup and nothing else: what forwarding costs at least. Transports and codecs as in ours. */
export async function startBareRig(workerBin: string, { afterwards }: Tools): Promise<Rig> {
  const worker = await createWorker({ workerBin, logLevel: 'none' });
  afterwards(() => worker.close());
  pinTo(SERVER_CORE, worker.pid);
  const listenInfos = [{ protocol: 'udp', ip: '127.0.0.1', port: 0 } as const];
  const webRtcServer = await worker.createWebRtcServer({ listenInfos });
  const routers = new Map<string, Promise<types.Router>>();
  const published = new WeakMap<RigPeer, Published[]>();
  return {
    name: 'bare mediasoup',
    workerPid: worker.pid,
    async openPeer(room) {
      const opening = routers.get(room) ?? worker.createRouter({ mediaCodecs });
      routers.set(room, opening);
      return openBarePeer({ router: await opening, webRtcServer, published });
    },
  };
}

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

type Place = {
  readonly router: types.Router;
  readonly webRtcServer: types.WebRtcServer;
  readonly published: WeakMap<RigPeer, Published[]>;
};

async function openBarePeer({ router, webRtcServer, published }: Place): Promise<RigPeer> {
  const create = () => router.createWebRtcTransport({ webRtcServer, initialAvailableOutgoingBitrate: 1_000_000 });
  const [sending, receiving] = await Promise.all([create(), create()]);
  const outgoing = new OutgoingMedia(endOf(sending));
  const incoming = new IncomingMedia(endOf(receiving));
  await Promise.all([outgoing.link.connected, incoming.link.connected]);
  // mediasoup's types name what our schemas have bounded already.
  const rtpCapabilities = toReceivable(router.rtpCapabilities as never) as types.RtpCapabilities;
  const streams: StreamSender[] = [];
  const peer: RigPeer = {
    async send(source, shape) {
      const stream = outgoing.prepare(kindOf(source), shape);
      const rtpParameters = stream.rtpParameters as types.RtpParameters;
      const { id: producerId } = await sending.produce({ kind: kindOf(source), rtpParameters });
      published.set(peer, [...(published.get(peer) ?? []), { source, producerId }]);
      streams.push(stream);
      return stream;
    },
    start: () => streams.forEach((stream) => outgoing.start(stream)),
    stop: () => streams.forEach((stream) => outgoing.stop(stream)),
    receive: (from) =>
      Promise.all(
        from
          .flatMap((one) => published.get(one) ?? [])
          .map(async ({ producerId }) => {
            const consumer = await receiving.consume({ producerId, rtpCapabilities, paused: true });
            const count = incoming.expect(consumer.rtpParameters as never);
            await consumer.resume();
            return count;
          }),
      ),
    showOnly: () => Promise.resolve(),
    close: () => {
      sending.close();
      receiving.close();
      outgoing.close();
      incoming.close();
      return Promise.resolve();
    },
  };
  return peer;
}

const endOf = (transport: types.WebRtcTransport) => ({
  offer: {
    iceParameters: transport.iceParameters,
    iceCandidates: transport.iceCandidates,
    dtlsParameters: transport.dtlsParameters,
  },
  connect: (dtlsParameters: types.DtlsParameters) => transport.connect({ dtlsParameters }),
});
