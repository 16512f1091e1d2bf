import type { Params, PeerId, Result, Method } from '@confab/protocol';
import type { RoomHost } from '../rooms/RoomHost.ts';

/** The place of a joined session: who it speaks for, and where. */
export type Seat = {
  readonly room: RoomHost;
  readonly peerId: PeerId;
  /** False once a newer session has the seat, or nobody. */
  isHeld(): boolean;
};

/** Answers one request of a session that holds a seat. */
export type SeatedHandler<M extends Method> = (seat: Seat, params: Params<M>) => Promise<Result<M>> | Result<M>;
