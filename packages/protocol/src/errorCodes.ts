/** The closed set of errors that a peer may see. */
export const errorCodes = [
  'badRequest',
  'unauthorized',
  'forbidden',
  'notFound',
  'invalidState',
  'limitExceeded',
  'roomFull',
  'roomLocked',
  'admissionRequired',
  'rateLimited',
  'unsupportedVersion',
  'unsupportedMedia',
  'deadlineExceeded',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Worth trying the same request again, after a pause. */
const retryableCodes: ReadonlySet<ErrorCode> = new Set(['rateLimited', 'deadlineExceeded', 'unavailable', 'internal']);

export type WireError = { readonly code: ErrorCode; readonly message: string; readonly retryable: boolean };

/** An error whose code and message may be shown to the remote end. Nothing else is. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What the remote end may know of a failure: a ProtocolError as it is, anything else as `internal`. */
export function toWireError(cause: unknown): WireError {
  const { code, message } =
    cause instanceof ProtocolError ? cause : ({ code: 'internal', message: 'internal error' } as const);
  return { code, message, retryable: retryableCodes.has(code) };
}
