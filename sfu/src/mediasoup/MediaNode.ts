import type { DtlsParameters, PeerId, RoomId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlFactData, ControlFactName, ControlParams, ControlResult } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { MediaConfig } from '../config.ts';
import type { Log } from '../Log.ts';
import { choosePlace } from './choosePlace.ts';
import { ClosedConsumers } from './ClosedConsumers.ts';
import { CrashLedger } from './CrashLedger.ts';
import { handleShareOf } from './handleShareOf.ts';
import { LinkMeter } from './LinkMeter.ts';
import type { Limits } from './limits.ts';
import { assertBelow, limits } from './limits.ts';
import type { MediaWorker } from './MediaWorker.ts';
import type { PeerMedia } from './PeerMedia.ts';
import { RoomMedia } from './RoomMedia.ts';
import { Standbys } from './Standbys.ts';
import { noWorker, WorkerPool } from './WorkerPool.ts';

type TellFact = <N extends ControlFactName>(name: N, data: ControlFactData<N>) => void;

export type MediaNodeOptions = {
  readonly config: MediaConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: TellFact;
};

/** All rooms of this process, each on as few of its workers as can take it. */
export class MediaNode {
  readonly #options: MediaNodeOptions;
  readonly #pool: WorkerPool;
  readonly #rooms = new Map<RoomId, RoomMedia>();
  readonly #standbys: Standbys;
  readonly #crashes: CrashLedger;
  readonly #meter: LinkMeter;

  constructor(options: MediaNodeOptions) {
    this.#options = options;
    this.#crashes = new CrashLedger(options.clock);
    this.#meter = new LinkMeter({
      clock: options.clock,
      log: options.log,
      rooms: () => [...this.#rooms.values()],
      maxKbps: () => this.#limits.kbpsOfSender,
      onMeasured: (roomId, links) => options.tell('linksMeasured', { roomId, links: [...links] }),
    });
    this.#standbys = new Standbys({
      findOtherWorker: (roomId) => this.#findOtherWorker(this.room(roomId)),
      createRoom: (roomId) => this.#createRoom(roomId),
    });
    this.#pool = new WorkerPool({ ...options, onWorkerDied: (worker) => this.#onWorkerDied(worker) });
  }

  /** @throws StartError */
  async start(): Promise<void> {
    await this.#pool.start();
    this.#meter.start();
  }

  get roomIds(): RoomId[] {
    return [...this.#rooms.keys()];
  }

  get workers(): readonly MediaWorker[] {
    return this.#pool.workers;
  }

  /** @throws ProtocolError `notFound` */
  room(roomId: RoomId): RoomMedia {
    const room = this.#rooms.get(roomId);
    if (!room) throw new ProtocolError('notFound', 'no such room');
    return room;
  }

  /** For those who pass over what is not there. */
  findPeer(roomId: RoomId, peerId: PeerId): PeerMedia | undefined {
    return this.#rooms.get(roomId)?.findPeer(peerId);
  }

  get #limits(): Limits {
    return { ...limits, ...this.#options.config.limits };
  }

  async openPeer(roomId: RoomId, peerId: PeerId, dtlsParameters?: DtlsParameters): Promise<ControlResult<'openPeer'>> {
    if (this.#crashes.isQuarantined(peerId))
      throw new ProtocolError('quarantined', 'workers died each time this peer was there');
    // Not awaited needlessly: a closePeer that follows at once has to find what it closes.
    if (!this.#pool.isSettled) await this.#pool.whenAvailable();
    const room = this.#rooms.get(roomId) ?? this.#addRoom(roomId);
    return room.openPeer(peerId, this.#placeOf(room, peerId), dtlsParameters);
  }

  closePeer(roomId: RoomId, peerId: PeerId): void {
    this.#rooms.get(roomId)?.closePeer(peerId);
  }

  closeRoom(roomId: RoomId): void {
    this.#standbys.close(roomId);
    this.#endRoom(roomId);
  }

  #endRoom(roomId: RoomId): void {
    const room = this.#rooms.get(roomId);
    this.#rooms.delete(roomId);
    room?.close();
  }

  prepareStandby({ roomId, peers }: ControlParams<'prepareStandby'>): Promise<ControlResult<'prepareStandby'>> {
    return this.#standbys.prepare(roomId, peers);
  }

  /** @throws ProtocolError `notFound` */
  takeStandby(roomId: RoomId): void {
    const standby = this.#standbys.take(roomId);
    this.#endRoom(roomId);
    this.#rooms.set(roomId, standby);
  }

  closeStandby(roomId: RoomId): void {
    this.#standbys.close(roomId);
  }

  closeRooms(): void {
    for (const roomId of this.roomIds) this.closeRoom(roomId);
    // Of rooms that were lost, and not opened again.
    this.#standbys.closeAll();
  }

  /** The share of what this node can take that is taken, by CPU or by peers, whichever is more. */
  get load(): number {
    const { workers } = this.#options.config;
    const cpu = this.workers.reduce((sum, { cpuLoad }) => sum + cpuLoad, 0) / (workers * this.#limits.cpuOfWorker);
    const peers = this.#sum((room) => room.peerCount) / (workers * this.#limits.peersOfWorker);
    return Math.max(cpu, peers);
  }

  stats(): ControlResult<'getStats'> {
    const rooms = [...this.#rooms.values()];
    const { sparePid } = this.#pool;
    return {
      ...(sparePid !== undefined && { sparePid }),
      workers: this.workers.map((worker) => ({
        pid: worker.pid,
        routers: rooms.filter((room) => room.workers.includes(worker)).length,
      })),
      rooms: rooms.length,
      peers: this.#sum((room) => room.peerCount),
      producers: this.#sum((room) => room.producerCount),
      consumers: this.#sum((room) => room.consumerCount),
      pipes: this.#sum((room) => room.pipes.streams),
      pipeLinks: this.#sum((room) => room.pipes.links),
      standbys: this.#standbys.count,
    };
  }

  /** Resolves when every worker program has ended. */
  async close(): Promise<void> {
    this.#meter.close();
    this.closeRooms();
    await this.#pool.close();
  }

  /** @throws ProtocolError `limitExceeded`; `unavailable` when there is no worker */
  #placeOf(room: RoomMedia, peerId: PeerId): MediaWorker {
    const present = room.findPeer(peerId);
    // Who is here already and comes again takes no more than before.
    if (present) return present.worker;
    try {
      const of = this.#limits;
      assertBelow('peersOfRoom', room.peerCount, of);
      const worker = this.#chooseWorker(room);
      assertBelow(
        'peersOfWorker',
        this.#sum((one) => one.peersOn(worker)),
        of,
      );
      assertBelow('cpuOfWorker', worker.cpuLoad, of);
      assertBelow('handlesOfWorker', handleShareOf(worker.pid), of);
      return worker;
    } catch (cause) {
      // It may have been made for this peer.
      if (room.peerCount === 0) this.closeRoom(room.roomId);
      throw cause;
    }
  }

  #addRoom(roomId: RoomId): RoomMedia {
    assertBelow('roomsOfNode', this.#rooms.size, this.#limits);
    // It takes the place of one that was lost, and whose standby nobody wanted.
    this.#standbys.close(roomId);
    const room = this.#createRoom(roomId);
    this.#rooms.set(roomId, room);
    return room;
  }

  #createRoom(roomId: RoomId): RoomMedia {
    const { config, clock, log } = this.#options;
    // A standby says nothing before it is the room.
    const tell: TellFact = (name, data) => {
      if (this.#rooms.get(roomId) === room) this.#options.tell(name, data);
    };
    const closed = new ClosedConsumers((all) => tell('consumersClosed', { roomId, closed: all }));
    const room: RoomMedia = new RoomMedia({
      roomId,
      clock,
      log,
      onSpeakersChanged: (speakers) => tell('speakersChanged', { roomId, speakers: [...speakers] }),
      onConsumersClosed: closed.add,
      loudest: config.loudestMicrophones,
      onHeldBackChanged: (peerIds) => tell('heldBackChanged', { roomId, peerIds: [...peerIds] }),
      onWantedChanged: (streams) => tell('wantedChanged', { roomId, streams: [...streams] }),
      onEmpty: () => {
        // One of the same id may have come after it.
        if (this.#rooms.get(roomId) === room) this.closeRoom(roomId);
      },
    });
    return room;
  }

  /** For a standby no limit is counted but the processor: it takes no part of one. */
  #findOtherWorker(room: RoomMedia): MediaWorker | undefined {
    const others = this.workers.filter(
      (worker) => !room.workers.includes(worker) && worker.cpuLoad < this.#limits.cpuOfWorker,
    );
    return others.toSorted((a, b) => this.#loadOf(a) - this.#loadOf(b))[0];
  }

  #chooseWorker(room: RoomMedia): MediaWorker {
    const { roomPeersPerWorker } = this.#options.config;
    const places = this.workers.map((worker) => ({
      worker,
      load: this.#loadOf(worker),
      cpuLoad: worker.cpuLoad,
      roomPeers: room.peersOn(worker),
    }));
    const worker = choosePlace(places, { roomPeersPerWorker, cpuOfWorker: this.#limits.cpuOfWorker });
    if (!worker) throw noWorker();
    return worker;
  }

  #loadOf(worker: MediaWorker): number {
    return this.#sum((one) => one.loadOn(worker));
  }

  #sum(of: (room: RoomMedia) => number): number {
    return [...this.#rooms.values()].reduce((total, room) => total + of(room), 0);
  }

  #onWorkerDied(worker: MediaWorker): void {
    const { log, tell } = this.#options;
    const hit = [...this.#rooms.values()].filter((room) => room.workers.includes(worker));
    const lost = hit.map((room) => ({ room, peerIds: room.workerDied(worker) }));
    const suspects = this.#crashes.record(lost.flatMap(({ peerIds }) => peerIds));
    if (suspects.length > 0) log.error({ peers: suspects.length }, 'peers are put into quarantine');
    const ended = lost.filter(({ room }) => room.peerCount === 0).map(({ room: { roomId } }) => roomId);
    for (const roomId of ended) this.#endRoom(roomId);
    // Who is in quarantine shall not go over to the next worker; who has lost a part only is given it anew.
    for (const { room, peerIds } of lost)
      if (room.peerCount > 0 || peerIds.some((peerId) => suspects.includes(peerId))) this.#standbys.close(room.roomId);
    if (ended.length > 0) tell('roomsLost', { roomIds: ended, reason: 'workerDied' });
    for (const { room, peerIds } of lost)
      if (room.peerCount > 0) tell('peersLost', { roomId: room.roomId, peerIds: [...peerIds] });
    for (const roomId of this.#standbys.workerDied(worker)) tell('standbyLost', { roomId });
  }
}
