import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PeerId, RoomId, Source } from '@confab/protocol';
import { kindOf } from '@confab/protocol';
import type { ControlFacts, ControlRequests } from '@confab/protocol/control';
import { CONTROL_PATH, controlFacts, controlRequests } from '@confab/protocol/control';
import { IncomingMedia, OutgoingMedia, toReceivable } from '@confab/node-peer';
import type { StreamSender } from '@confab/node-peer';
import { Caller, systemClock } from '@confab/rpc';
import { WebSocket } from 'ws';
import type { Tools } from '../Bench.ts';
import { MeasuredProcess } from '../measure/MeasuredProcess.ts';
import { GENERATOR_CORE, pinTo, SERVER_CORE } from '../measure/pinTo.ts';
import type { Rig, RigPeer } from './Rig.ts';

const program = fileURLToPath(new URL('../../../sfu/dist/main.js', import.meta.url));
const SECRET = 'a-secret-of-at-least-32-bytes-for-benches';
const SMALL = { width: 320, height: 180 };

type Control = Caller<ControlRequests, ControlFacts>;
type Sent = { readonly peerId: PeerId; readonly sources: Source[] };

/** The sfu as it is shipped, asked as signaling asks it. */
export async function startOurRig(workerBin: string, { afterwards }: Tools): Promise<Rig> {
  const sfu = await MeasuredProcess.start(program, {
    SFU_SECRET: SECRET,
    SFU_PORT: '0',
    MEDIASOUP_PORT: '0',
    MEDIASOUP_NUM_WORKERS: '1',
    MEDIASOUP_ROOM_PEERS_PER_WORKER: '100',
    MEDIASOUP_WORKER_BIN: workerBin,
    LOG_LEVEL: 'silent',
  });
  afterwards(() => sfu.stop());
  const control = await connect(sfu.port);
  const { workers } = await control.call('getStats', {});
  const workerPid = workers[0]?.pid ?? 0;
  // The worker has its core for itself, as the bare one has.
  pinTo(GENERATOR_CORE, sfu.pid);
  pinTo(SERVER_CORE, workerPid);
  const sent = new WeakMap<RigPeer, Sent>();
  let lastPeer = 0;
  return {
    name: 'ours',
    workerPid,
    openPeer: (room) => {
      const peerId = `0192f0c0-0000-7000-8000-${String(++lastPeer).padStart(12, '0')}` as PeerId;
      return openOurPeer(control, { id: { roomId: room as RoomId, peerId }, sent });
    },
  };
}

async function connect(port: number): Promise<Control> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${CONTROL_PATH}`, {
    headers: { authorization: `Bearer ${SECRET}` },
  });
  const caller: Control = new Caller({
    socket: {
      send: (text) => socket.send(text),
      close: (code, reason) => socket.close(code, reason),
      bufferedBytes: () => socket.bufferedAmount,
      onMessage: (listener) => void socket.on('message', (data: Buffer) => listener(data.toString())),
      onClose: (listener) => void socket.on('close', (code, reason) => listener(code, reason.toString())),
    },
    clock: systemClock,
    requests: controlRequests,
    notifications: controlFacts,
    deadlineMs: 20_000,
    onNotification: () => undefined,
    onFault: (what) => {
      throw new Error(what);
    },
    onClosed: () => undefined,
  });
  await once(socket, 'open');
  return caller;
}

type Seat = {
  readonly id: { readonly roomId: RoomId; readonly peerId: PeerId };
  readonly sent: WeakMap<RigPeer, Sent>;
};

async function openOurPeer(control: Control, { id, sent }: Seat): Promise<RigPeer> {
  const { rtpCapabilities, sendTransport, recvTransport } = await control.call('openPeer', id);
  const endOf = (offer: typeof sendTransport) => ({
    offer,
    connect: (dtlsParameters: Parameters<ConstructorParameters<typeof OutgoingMedia>[0]['connect']>[0]) =>
      control.call('connectTransport', { ...id, transportId: offer.transportId, dtlsParameters }),
  });
  const outgoing = new OutgoingMedia(endOf(sendTransport));
  const incoming = new IncomingMedia(endOf(recvTransport));
  await Promise.all([outgoing.link.connected, incoming.link.connected]);
  await control.call('setRtpCapabilities', { ...id, rtpCapabilities: toReceivable(rtpCapabilities) });
  const streams: StreamSender[] = [];
  const sources: Source[] = [];
  const shownOf = (peers: readonly RigPeer[], shown: typeof SMALL | null) =>
    peers.flatMap((one) => sent.get(one) ?? []).map(({ peerId }) => ({ peerId, source: 'camera' as const, shown }));
  const peer: RigPeer = {
    async send(source, shape) {
      const stream = outgoing.prepare(kindOf(source), shape);
      const { transportId } = sendTransport;
      const { rtpParameters } = stream;
      await control.call('produce', { ...id, transportId, source, rtpParameters, paused: false });
      sources.push(source);
      streams.push(stream);
      return stream;
    },
    start: () => streams.forEach((stream) => outgoing.start(stream)),
    stop: () => streams.forEach((stream) => outgoing.stop(stream)),
    async receive(from) {
      const of = from
        .flatMap((one) => sent.get(one) ?? [])
        .flatMap((one) => one.sources.map((source) => ({ peerId: one.peerId, source })));
      const { consumers } = await control.call('openConsumers', { ...id, of });
      const counts = consumers.map(({ rtpParameters }) => incoming.expect(rtpParameters));
      const consumerIds = consumers.map(({ consumerId }) => consumerId);
      await control.call('resumeConsumers', { ...id, consumerIds });
      return counts;
    },
    async showOnly(visible, hidden) {
      await control.call('setShown', { ...id, streams: [...shownOf(visible, SMALL), ...shownOf(hidden, null)] });
    },
    // A peer that is gone would keep the worker from hearing the next one that comes from the same port: it looks for a
    // known address before it looks for a name, and answers 401.
    close: async () => {
      await control.call('closePeer', id);
      outgoing.close();
      incoming.close();
    },
  };
  sent.set(peer, { peerId: id.peerId, sources });
  return peer;
}
