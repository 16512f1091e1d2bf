import type { PeerId } from '@confab/protocol';
import type { RoomInput, RoomState } from '@confab/room-core';
import type { Client } from './Client.ts';

/** The room, as what it has in the sfu sees it. */
export type RoomSide = {
  state(): RoomState;
  apply(input: RoomInput): void;
  clientOf(peerId: PeerId): Client | undefined;
};
