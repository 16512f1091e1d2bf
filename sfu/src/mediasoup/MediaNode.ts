import type { PeerId, RoomId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlFactData, ControlFactName, ControlResult } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { MediaConfig } from '../config.ts';
import type { Log } from '../Log.ts';
import { CrashLedger } from './CrashLedger.ts';
import { assertBelow, limits } from './limits.ts';
import type { MediaWorker } from './MediaWorker.ts';
import type { PeerMedia } from './PeerMedia.ts';
import { RoomMedia } from './RoomMedia.ts';
import { WorkerPool } from './WorkerPool.ts';

type TellFact = <N extends ControlFactName>(name: N, data: ControlFactData<N>) => void;

export type MediaNodeOptions = {
  readonly config: MediaConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: TellFact;
};

/** All rooms of this process, each on the least loaded of its workers. */
export class MediaNode {
  readonly #options: MediaNodeOptions;
  readonly #pool: WorkerPool;
  readonly #rooms = new Map<RoomId, RoomMedia>();
  readonly #crashes: CrashLedger;

  constructor(options: MediaNodeOptions) {
    this.#options = options;
    this.#crashes = new CrashLedger(options.clock);
    this.#pool = new WorkerPool({ ...options, onWorkerDied: (worker) => this.#onWorkerDied(worker) });
  }

  /** @throws StartError */
  start(): Promise<void> {
    return this.#pool.start();
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

  async openPeer(roomId: RoomId, peerId: PeerId): Promise<ControlResult<'openPeer'>> {
    if (this.#crashes.isQuarantined(peerId))
      throw new ProtocolError('quarantined', 'workers died each time this peer was there');
    // Not awaited needlessly: a closePeer that follows at once has to find what it closes.
    if (!this.#pool.isSettled) await this.#pool.whenAvailable();
    const room = this.#rooms.get(roomId) ?? this.#addRoom(roomId);
    // Who is here already and comes again takes no more than before.
    if (!room.findPeer(peerId)) this.#assertTakes(room);
    return room.openPeer(peerId);
  }

  closePeer(roomId: RoomId, peerId: PeerId): void {
    this.#rooms.get(roomId)?.closePeer(peerId);
  }

  closeRoom(roomId: RoomId): void {
    const room = this.#rooms.get(roomId);
    this.#rooms.delete(roomId);
    room?.close();
  }

  closeRooms(): void {
    for (const roomId of this.roomIds) this.closeRoom(roomId);
  }

  stats(): ControlResult<'getStats'> {
    const rooms = [...this.#rooms.values()];
    const sum = (of: (room: RoomMedia) => number) => rooms.reduce((total, room) => total + of(room), 0);
    const { sparePid } = this.#pool;
    return {
      ...(sparePid !== undefined && { sparePid }),
      workers: this.workers.map((worker) => ({
        pid: worker.pid,
        routers: rooms.filter((room) => room.worker === worker).length,
      })),
      rooms: rooms.length,
      peers: sum((room) => room.peerCount),
      producers: sum((room) => room.producerCount),
      consumers: sum((room) => room.consumerCount),
    };
  }

  /** Resolves when every worker program has ended. */
  async close(): Promise<void> {
    this.closeRooms();
    await this.#pool.close();
  }

  /** @throws ProtocolError `limitExceeded` */
  #assertTakes(room: RoomMedia): void {
    const others = [...this.#rooms.values()].filter(({ worker }) => worker === room.worker);
    try {
      assertBelow('peersOfRoom', room.peerCount);
      assertBelow(
        'peersOfWorker',
        others.reduce((sum, { peerCount }) => sum + peerCount, 0),
      );
      assertBelow('cpuOfWorker', room.worker.cpuLoad);
    } catch (cause) {
      // It may have been made for this peer.
      if (room.peerCount === 0) this.closeRoom(room.roomId);
      throw cause;
    }
  }

  #addRoom(roomId: RoomId): RoomMedia {
    assertBelow('roomsOfNode', this.#rooms.size);
    const { config, clock, log, tell } = this.#options;
    const room: RoomMedia = new RoomMedia({
      roomId,
      worker: this.#pool.leastLoaded((worker) => this.#loadOf(worker)),
      clock,
      log,
      onSpeakersChanged: (speakers) => tell('speakersChanged', { roomId, speakers: [...speakers] }),
      onConsumersClosed: (peerId, consumerIds) =>
        tell('consumersClosed', { roomId, peerId, consumerIds: [...consumerIds] }),
      loudest: config.loudestMicrophones,
      onHeldBackChanged: (peerIds) => tell('heldBackChanged', { roomId, peerIds: [...peerIds] }),
      onWantedChanged: (streams) => tell('wantedChanged', { roomId, streams: [...streams] }),
      onEmpty: () => {
        // One of the same id may have come after it.
        if (this.#rooms.get(roomId) === room) this.closeRoom(roomId);
      },
    });
    this.#rooms.set(roomId, room);
    return room;
  }

  /** One that takes nobody new comes last. */
  #loadOf(worker: MediaWorker): number {
    if (worker.cpuLoad >= limits.cpuOfWorker) return Number.POSITIVE_INFINITY;
    return [...this.#rooms.values()].reduce((load, room) => load + (room.worker === worker ? room.load : 0), 0);
  }

  #onWorkerDied(worker: MediaWorker): void {
    const lost = [...this.#rooms.values()].filter((room) => room.worker === worker);
    const suspects = this.#crashes.record(lost.flatMap(({ peerIds }) => peerIds));
    if (suspects.length > 0) this.#options.log.error({ peers: suspects.length }, 'peers are put into quarantine');
    for (const room of lost) {
      this.#rooms.delete(room.roomId);
      room.parentClosed();
    }
    if (lost.length > 0)
      this.#options.tell('roomsLost', { roomIds: lost.map(({ roomId }) => roomId), reason: 'workerDied' });
  }
}
