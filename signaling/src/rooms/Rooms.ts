import type { RoomId } from '@confab/protocol';
import type { SfuFact, SfuListener } from '../sfu/SfuPort.ts';
import type { RoomDeps } from './RoomHost.ts';
import { RoomHost } from './RoomHost.ts';

/** The rooms of this process, each from its first visitor to its end, and what the sfu says of them. */
export class Rooms implements SfuListener {
  readonly #deps: RoomDeps;
  readonly #hosts = new Map<RoomId, RoomHost>();

  constructor(deps: RoomDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#hosts.size;
  }

  get peerCount(): number {
    return [...this.#hosts.values()].reduce((sum, { state }) => sum + state.peers.size, 0);
  }

  find(roomId: RoomId): RoomHost | undefined {
    return this.#hosts.get(roomId);
  }

  /** The room, made when there is none. Whoever asks for it has to enter it, or it stays for ever. */
  open(roomId: RoomId): RoomHost {
    const known = this.#hosts.get(roomId);
    if (known) return known;
    const host = new RoomHost(roomId, this.#deps, () => this.#hosts.delete(roomId));
    this.#hosts.set(roomId, host);
    return host;
  }

  onFact(fact: SfuFact): void {
    switch (fact.name) {
      case 'nodeReady':
        return this.#onNodeReady(new Set(fact.data.roomIds));
      case 'roomsLost':
        return this.#onRoomsLost(fact.data.roomIds);
      case 'speakersChanged':
        return this.find(fact.data.roomId)?.apply({ type: 'speakersHeard', speakers: fact.data.speakers });
      case 'consumersClosed':
        return this.find(fact.data.roomId)?.media.onConsumersClosed(fact.data.peerId, fact.data.consumerIds);
    }
  }

  onStopped(): void {
    this.#onRoomsLost([...this.#hosts.keys()]);
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close();
    this.#hosts.clear();
  }

  #onNodeReady(held: ReadonlySet<RoomId>): void {
    for (const host of this.#hosts.values()) {
      if (held.has(host.roomId)) host.media.onSfuReady();
      else host.media.onLost();
    }
    for (const roomId of held) if (!this.#hosts.has(roomId)) this.#closeUnwanted(roomId);
  }

  #onRoomsLost(roomIds: readonly RoomId[]): void {
    for (const roomId of roomIds) this.find(roomId)?.media.onLost();
  }

  #closeUnwanted(roomId: RoomId): void {
    const { sfu, log } = this.#deps;
    sfu
      .call('closeRoom', { roomId })
      .catch((err: unknown) => log.warn({ err }, 'a room that nobody wants stays in the sfu'));
  }
}
