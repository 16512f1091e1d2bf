import * as z from 'zod/mini';

/** What a peer is in its room: a host moderates, a speaker sends, a viewer watches, writes and raises a hand. */
export const roles = ['host', 'speaker', 'viewer'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** What a request may need beyond a seat. */
export type Grant = 'nothing' | 'send' | 'moderate';

const grantsOf = {
  host: ['nothing', 'send', 'moderate'],
  speaker: ['nothing', 'send'],
  viewer: ['nothing'],
} as const satisfies Record<Role, readonly Grant[]>;

/** Whether a role is enough for it (RO1). */
export const mayDo = (of: Role, grant: Grant): boolean => (grantsOf[of] as readonly Grant[]).includes(grant);
