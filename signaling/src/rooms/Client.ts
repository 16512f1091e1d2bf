import type { EndReason, SeatTaken } from '@confab/protocol';
import type { RoomHost } from './RoomHost.ts';

/** What a room knows of the session that holds a seat. */
export type Client = {
  /** Queues one notification (encodeNotification). */
  send(text: string): void;
  /** The same for what is worth nothing when it comes late: left out while the reader is behind. */
  sendIfQuick(text: string): void;
  isOpen(): boolean;
  /** A newer session has taken the seat: this one can no longer act. */
  replaced(): void;
  /** A visitor who waited is on the way in: whatever the room says from now on comes after `admitted`. */
  admitting(): void;
  admitted(room: RoomHost, taken: SeatTaken): void;
  /** Its stay, or its wait, is over for good. */
  dismissed(reason: EndReason): void;
  /** It could not be let in now; it may try again. */
  retryLater(): void;
  /** The token behind the seat has run out, and the seat with it. */
  expired(): void;
};
