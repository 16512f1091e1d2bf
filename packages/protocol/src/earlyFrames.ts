/**
 * What a client sends as soon as it is connected can go with the upgrade (EN8): each frame in a name of a subprotocol
 * (RFC 6455, section 4.1), which is the one thing that a page may say there.
 */
export const earlyFrames = {
  /** Frames come when the socket is open, as ever. */
  plainProtocol: 'confab',
  /** What the server answers that has taken them. */
  protocol: 'confab.early',
  /** Before the frame, as base64url of UTF-8. */
  prefix: 'confab.frame.',
  maxFrames: 4,
  /** All names together: proxies take a header of 4 KiB, and there are others. */
  maxChars: 3_000,
  /** Fields of a request's data that have no place in a header, which proxies may write into their logs. */
  secrets: ['token', 'resumeSecret'],
} as const;
