import type { ConsumerOffer, RoomId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlParams, ControlResult } from '@confab/protocol/control';
import type { MediaWorker } from './MediaWorker.ts';
import type { RoomMedia } from './RoomMedia.ts';

export type StandbysOptions = {
  /** A worker that the room is not on, if there is one that can take it. */
  readonly findOtherWorker: (roomId: RoomId) => MediaWorker | undefined;
  readonly createRoom: (roomId: RoomId) => RoomMedia;
};

type Plan = ControlParams<'prepareStandby'>['peers'][number];
type Prepared = ControlResult<'prepareStandby'>;
type Standby = { readonly room: RoomMedia; isReady: boolean };

/** Rooms that are open a second time on another worker, for the loss of the one that they are on (ME11). */
export class Standbys {
  readonly #options: StandbysOptions;
  readonly #standbys = new Map<RoomId, Standby>();

  constructor(options: StandbysOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#standbys.size;
  }

  /** @throws ProtocolError `unavailable` when there is no other worker, `notFound` when it is closed meanwhile */
  async prepare(roomId: RoomId, plans: readonly Plan[]): Promise<Prepared> {
    this.close(roomId);
    const worker = this.#options.findOtherWorker(roomId);
    if (!worker) throw new ProtocolError('unavailable', 'there is no other worker for a standby');
    const standby: Standby = { room: this.#options.createRoom(roomId), isReady: false };
    this.#standbys.set(roomId, standby);
    try {
      const prepared = await fill(standby.room, worker, plans);
      if (this.#standbys.get(roomId) !== standby)
        throw new ProtocolError('notFound', 'the standby was closed meanwhile');
      standby.isReady = true;
      return prepared;
    } catch (cause) {
      if (this.#standbys.get(roomId) === standby) this.close(roomId);
      throw cause;
    }
  }

  /** It is the caller's from now on. @throws ProtocolError `notFound` */
  take(roomId: RoomId): RoomMedia {
    const standby = this.#standbys.get(roomId);
    if (!standby?.isReady) throw new ProtocolError('notFound', 'no such standby');
    this.#standbys.delete(roomId);
    return standby.room;
  }

  close(roomId: RoomId): void {
    const standby = this.#standbys.get(roomId);
    this.#standbys.delete(roomId);
    standby?.room.close();
  }

  closeAll(): void {
    for (const roomId of this.#standbys.keys()) this.close(roomId);
  }

  /** Says whose standbys were on it: they are gone. */
  workerDied(worker: MediaWorker): readonly RoomId[] {
    const lost = [...this.#standbys].filter(([, { room }]) => room.workers.includes(worker));
    for (const [roomId, { room }] of lost) {
      room.workerDied(worker);
      this.close(roomId);
    }
    return lost.map(([roomId]) => roomId);
  }
}

async function fill(room: RoomMedia, worker: MediaWorker, plans: readonly Plan[]): Promise<Prepared> {
  const opened = await Promise.all(plans.map((plan) => open(room, worker, plan)));
  const [first] = opened;
  if (!first) throw new ProtocolError('badRequest', 'a standby of nobody');
  const peers = opened.map(async ({ rtpCapabilities: _, ...one }) => ({
    ...one,
    consumers: await consume(room, { peerId: one.peerId, all: plans }),
  }));
  return { rtpCapabilities: first.rtpCapabilities, peers: await Promise.all(peers) };
}

async function open(
  room: RoomMedia,
  worker: MediaWorker,
  { peerId, dtlsParameters, rtpCapabilities: decodable, sources }: Plan,
) {
  const { rtpCapabilities, sendTransport, recvTransport } = await room.openPeer(peerId, worker, dtlsParameters);
  room.peer(peerId).receiver.setRtpCapabilities(decodable);
  const { transportId } = sendTransport;
  const producers = sources.map(async ({ source, ...options }) => ({
    source,
    producerId: await room.produce(peerId, { transportId, source, ...options }),
  }));
  return { peerId, rtpCapabilities, sendTransport, recvTransport, producers: await Promise.all(producers) };
}

type Receiver = { readonly peerId: Plan['peerId']; readonly all: readonly Plan[] };

async function consume(room: RoomMedia, { peerId, all }: Receiver): Promise<ConsumerOffer[]> {
  const { receiver } = room.peer(peerId);
  const others = all.filter((plan) => plan.peerId !== peerId);
  const streams = room.streams(
    others.flatMap((plan) => plan.sources.map(({ source }) => ({ peerId: plan.peerId, source }))),
  );
  const offers = await Promise.all(streams.map((stream) => receiver.consume(stream)));
  return offers.filter((offer) => offer !== undefined);
}
