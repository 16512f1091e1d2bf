import type { PeerId, Role } from '@confab/protocol';
import { MAX_LOBBIES_PER_ROOM, MAX_PEERS_PER_ROOM } from '@confab/protocol';
import { admissionOf } from '@confab/room-core';
import type { Clock } from '@confab/rpc';
import type { Client } from './Client.ts';
import { Lobby } from './Lobby.ts';
import type { LobbyBudget } from './LobbyBudget.ts';
import type { RoomHost } from './RoomHost.ts';

export type LobbiesOptions = {
  readonly room: RoomHost;
  readonly clock: Clock;
  readonly newPeerId: () => PeerId;
  readonly lobbies: LobbyBudget;
};

export type LobbyVisitor = {
  readonly client: Client;
  readonly role: Role | undefined;
  readonly address: string;
  readonly upTo?: 'warm' | 'hot' | undefined;
};

/** Those who may join a room any moment. */
export class Lobbies {
  readonly #options: LobbiesOptions;
  /** Oldest first. */
  readonly #open = new Set<Lobby>();

  constructor(options: LobbiesOptions) {
    this.#options = options;
  }

  /** Undefined for who would be one too many, and where there is nothing to prepare for (LO2). */
  enter({ client, role, address, upTo = 'hot' }: LobbyVisitor): Lobby | undefined {
    const { room, clock, newPeerId, lobbies } = this.#options;
    const { size } = room.state.peers;
    const admission = admissionOf(room.state, role);
    const isWorthIt = size > 0 && (admission === 'enter' || admission === 'wait');
    const hasPlace = this.#open.size < MAX_LOBBIES_PER_ROOM && size + this.#open.size < MAX_PEERS_PER_ROOM;
    const giveBack = isWorthIt && hasPlace ? lobbies.take(address) : undefined;
    if (!giveBack) return undefined;
    const onOver = () => {
      this.#open.delete(lobby);
      giveBack();
    };
    const lobby: Lobby = new Lobby({ room, client, role, clock, peerId: newPeerId(), upTo, onOver });
    this.#open.add(lobby);
    return lobby;
  }

  follow(): void {
    for (const lobby of this.#open) lobby.follow();
  }

  /** Somebody comes in: the sfu has so many places in a room, and visitors must not take them. */
  makePlace(): void {
    const [oldest] = this.#open;
    if (this.#options.room.state.peers.size + this.#open.size >= MAX_PEERS_PER_ROOM) oldest?.lose();
  }

  /** The room ends, or the sfu has lost it: all of it, or these. */
  lose(peerIds?: ReadonlySet<PeerId>): void {
    for (const lobby of this.#open) if (peerIds?.has(lobby.peerId) ?? true) lobby.lose();
  }
}
