import type { CallSession, CallSessionOptions } from '@confab/client';
import type { SessionExtras } from './SessionExtras.ts';

/** What the pages use of a CallSession, so that a fake can stand in for it. What it need not have is in the extras. */
export type Session = Pick<CallSession, Exclude<keyof CallSession, 'repairs' | keyof SessionExtras>> &
  Partial<SessionExtras>;

/** Makes the session of one visit. It may not touch anything before it is used. */
export type OpenSession = (options: CallSessionOptions) => Session;
