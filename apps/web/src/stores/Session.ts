import type { CallSession, CallSessionOptions } from '@confab/client';

/** What no page shows yet. */
type NotShown = 'repairs' | 'statistics' | 'makeReport' | 'dismissNotice' | 'effects' | 'checkConnection' | 'takeOver';

/** What the pages use of a CallSession, so that a fake can stand in for it. */
export type Session = Pick<CallSession, Exclude<keyof CallSession, NotShown>>;

/** Makes the session of one visit. It may not touch anything before it is used. */
export type OpenSession = (options: CallSessionOptions) => Session;
