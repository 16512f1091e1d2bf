import { ProtocolError } from '@confab/protocol';

/** Nothing came back in time. The other end's own `deadlineExceeded` is an answer, and none of these. */
export class NoAnswerError extends ProtocolError {
  constructor(method: string, deadlineMs: number) {
    super('deadlineExceeded', `no answer to ${method} within ${deadlineMs} ms`);
  }
}
