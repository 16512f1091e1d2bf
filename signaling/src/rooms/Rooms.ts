import type { PeerId, Result, Role, RoomId } from '@confab/protocol';
import { MAX_NAMES_IN_LOOK, ProtocolError, toWireError } from '@confab/protocol';
import type { ControlFactData } from '@confab/protocol/control';
import { admissionOf, emptyRoom } from '@confab/room-core';
import type { LimitMetrics, LinkMetrics } from '../metrics.ts';
import type { SfuFact, SfuListener } from '../sfu/SfuPort.ts';
import { LobbyBudget } from './LobbyBudget.ts';
import { MeasuredLinks } from './MeasuredLinks.ts';
import type { RoomDeps } from './RoomHost.ts';
import { RoomHost } from './RoomHost.ts';
import type { LeftRoom } from './takeOver.ts';
import { askForRooms } from './takeOver.ts';

/** `lost`: of which rooms the sfu has lost everything while they were asked for. */
type TakeOver = { readonly lost: Set<RoomId> };

type RoomsOptions = Omit<RoomDeps, 'lobbies'> & {
  /** How many there may be at once; as many as fit when it is left out. Those that are taken over are never too many. */
  readonly maxRooms?: number;
  readonly metrics?: LimitMetrics & LinkMetrics;
};

/** The rooms of this process, each from its first visitor to its end, and what the sfu says of them. */
export class Rooms implements SfuListener {
  readonly #deps: RoomsOptions & RoomDeps;
  readonly links = new MeasuredLinks();
  readonly #hosts = new Map<RoomId, RoomHost>();
  readonly #lobbies = new LobbyBudget();
  /** The rooms of an earlier process, until they are taken over; undefined once they are. */
  #left: TakeOver | undefined = { lost: new Set() };
  #cancelRetry: () => void = () => undefined;

  constructor(deps: RoomsOptions) {
    this.#deps = { ...deps, lobbies: this.#lobbies };
  }

  /** How many visitors are kept ready to join. */
  get lobbyCount(): number {
    return this.#lobbies.total;
  }

  /** Whether it is known which rooms there are. Nobody is let in before that. */
  get isOpen(): boolean {
    return this.#left === undefined;
  }

  /** @throws ProtocolError `unavailable` */
  assertOpen(): void {
    if (!this.isOpen) throw new ProtocolError('unavailable', 'the rooms are not known yet');
  }

  get size(): number {
    return this.#hosts.size;
  }

  get peerCount(): number {
    return [...this.#hosts.values()].reduce((sum, { state }) => sum + state.peers.size, 0);
  }

  /** What the sfu could not take and will be told again. */
  get keptOrders(): number {
    return [...this.#hosts.values()].reduce((sum, { media }) => sum + media.keptOrders, 0);
  }

  find(roomId: RoomId): RoomHost | undefined {
    return this.#hosts.get(roomId);
  }

  /**
   * The room, made when there is none. Whoever asks for it has to enter it, or it stays for ever.
   * @throws ProtocolError `limitExceeded` when there are as many as there may be
   */
  open(roomId: RoomId): RoomHost {
    const known = this.#hosts.get(roomId);
    if (known) return known;
    this.#assertPlace();
    return this.#add(roomId);
  }

  #assertPlace(): void {
    const { maxRooms = Infinity, metrics } = this.#deps;
    if (this.size < maxRooms) return;
    metrics?.limited('rooms');
    throw new ProtocolError('limitExceeded', `the server has ${this.size} rooms of ${maxRooms}`);
  }

  #add(roomId: RoomId): RoomHost {
    const host = new RoomHost(roomId, this.#deps, () => {
      this.#hosts.delete(roomId);
      this.links.forget(roomId);
    });
    this.#hosts.set(roomId, host);
    return host;
  }

  /** What a visitor may know before entering. */
  look(roomId: RoomId, role: Role | undefined): Result<'look'> {
    const room = this.find(roomId)?.state ?? emptyRoom;
    const admission = admissionOf(room, role);
    if (admission !== 'enter') return { admission };
    const names = [...room.peers.values()].map(({ displayName }) => displayName);
    return { admission, inside: { peerCount: names.length, displayNames: names.slice(0, MAX_NAMES_IN_LOOK) } };
  }

  onFact(fact: SfuFact): void {
    switch (fact.name) {
      case 'nodeReady':
        return this.#left ? this.#startTakingOver(fact.data.roomIds) : this.#onNodeReady(new Set(fact.data.roomIds));
      case 'roomsLost':
        return this.#onRoomsLost(fact.data.roomIds, { hasStandby: fact.data.reason === 'workerDied' });
      case 'nodeChanged':
        return;
      case 'peersLost':
        return this.#onPeersLost(fact.data.roomId, fact.data.peerIds);
      case 'standbyLost':
        return this.find(fact.data.roomId)?.media.standby.lost();
      case 'speakersChanged':
        return this.find(fact.data.roomId)?.apply({ type: 'speakersHeard', speakers: fact.data.speakers });
      case 'wantedChanged':
        return this.find(fact.data.roomId)?.media.forwarding.hearWanted(fact.data.streams);
      case 'heldBackChanged':
        return this.find(fact.data.roomId)?.media.forwarding.hearHeldBack(fact.data.peerIds);
      case 'linksMeasured':
        return this.#onLinksMeasured(fact.data);
      case 'consumersClosed':
        return this.find(fact.data.roomId)?.media.consumers.onClosed(fact.data.closed);
    }
  }

  onStopped(): void {
    this.#onRoomsLost([...this.#hosts.keys()], { hasStandby: false });
  }

  close(): void {
    this.#left = { lost: new Set() };
    this.#cancelRetry();
    for (const host of this.#hosts.values()) host.close();
    this.#hosts.clear();
  }

  #onNodeReady(held: ReadonlySet<RoomId>): void {
    for (const host of this.#hosts.values()) {
      if (held.has(host.roomId)) host.onSfuReady();
      else host.onMediaLost();
    }
    for (const roomId of held) if (!this.#hosts.has(roomId)) this.#closeUnwanted(roomId);
  }

  /** Each nodeReady starts anew: what an earlier one has asked for may be of another sfu. */
  #startTakingOver(roomIds: readonly RoomId[]): void {
    const left: TakeOver = { lost: new Set() };
    this.#left = left;
    void this.#takeOver(left, roomIds);
  }

  #onRoomsLost(roomIds: readonly RoomId[], still: { readonly hasStandby: boolean }): void {
    for (const roomId of roomIds) this.#left?.lost.add(roomId);
    for (const roomId of roomIds) this.find(roomId)?.onMediaLost(still);
  }

  #onPeersLost(roomId: RoomId, peerIds: readonly PeerId[]): void {
    // What was asked of the room may be from before or after this: nothing of it is believed.
    this.#left?.lost.add(roomId);
    this.find(roomId)?.onPeersLost(peerIds);
  }

  #onLinksMeasured({ roomId, links }: ControlFactData<'linksMeasured'>): void {
    const host = this.find(roomId);
    if (!host) return;
    this.links.hear(roomId, links);
    this.#deps.metrics?.measured(links);
    host.media.links.hear(links);
  }

  async #takeOver(left: TakeOver, roomIds: readonly RoomId[]): Promise<void> {
    const { sfu, clock, log } = this.#deps;
    this.#cancelRetry();
    try {
      const rooms = roomIds.length > 0 ? await askForRooms(sfu, roomIds) : [];
      if (this.#left !== left) return;
      this.#left = undefined;
      for (const room of rooms) this.#restore(room, left.lost.has(room.roomId));
      if (rooms.length > 0) log.info({ rooms: this.size, peers: this.peerCount }, 'took over from an earlier process');
    } catch (cause) {
      if (this.#left !== left) return;
      log.warn({ code: toWireError(cause).code }, 'the rooms of an earlier process are not to be had now');
      // Without a link the next nodeReady does it.
      this.#cancelRetry = clock.after(RETRY_MS, () => sfu.isReady && this.#startTakingOver(roomIds));
    }
  }

  #restore({ roomId, memo, peers, heldBack }: LeftRoom, isLost: boolean): void {
    if (!memo || memo.room.peers.length === 0) {
      this.#closeUnwanted(roomId);
      return;
    }
    (this.find(roomId) ?? this.#add(roomId)).restore(memo, isLost ? { peers: [] } : { peers, heldBack });
  }

  #closeUnwanted(roomId: RoomId): void {
    const { sfu, log } = this.#deps;
    sfu
      .call('closeRoom', { roomId })
      .catch((cause: unknown) =>
        log.warn({ code: toWireError(cause).code }, 'a room that nobody wants stays in the sfu'),
      );
  }
}

const RETRY_MS = 500;
