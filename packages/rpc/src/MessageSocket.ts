/** A socket that carries text messages: a WebSocket of the browser or of ws, or one end of a pair in a test. */
export type MessageSocket = {
  /** Queues one text message; does nothing once the socket is closed. */
  send(text: string): void;
  /** Safe to call twice. */
  close(code: number, reason: string): void;
  /** What is queued and not yet handed to the network, in bytes. */
  bufferedBytes(): number;
  /** At most one listener; set it before the first message can arrive. */
  onMessage(listener: (text: string) => void): void;
  /** Called once, also after our own close. */
  onClose(listener: (code: number, reason: string) => void): void;
};
