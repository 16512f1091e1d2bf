/** WebSocket close codes. 4xxx mirror HTTP status codes; the others are RFC 6455, section 7.4.1. */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  notUtf8: 1007,
  policy: 1008,
  tooBig: 1009,
  tryAgainLater: 1013,
  badFrame: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  deadline: 4408,
  replaced: 4409,
  slowReader: 4413,
  unsupportedVersion: 4426,
  flood: 4429,
} as const;
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];
