/** What a room knows of the session that holds a seat. */
export type Client = {
  /** Queues one notification (encodeNotification). */
  send(text: string): void;
  /** The same for what is worth nothing when it comes late: left out while the reader is behind. */
  sendIfQuick(text: string): void;
  isOpen(): boolean;
  /** A newer session has taken the seat: this one can no longer act. */
  replaced(): void;
  /** The token behind the seat has run out, and the seat with it. */
  expired(): void;
};
