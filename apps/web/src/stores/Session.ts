import type { CallSession, CallSessionOptions } from '@confab/client';

/** What the pages use of a CallSession, so that a fake can stand in for it. */
export type Session = Pick<CallSession, Exclude<keyof CallSession, 'repairs' | 'statistics' | 'makeReport'>>;

/** Makes the session of one visit. It may not touch anything before it is used. */
export type OpenSession = (options: CallSessionOptions) => Session;
