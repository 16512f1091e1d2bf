import type { PeerId, SessionState } from '@confab/protocol';
import type { RoomHost } from '../rooms/RoomHost.ts';
import type { Seat } from './Seat.ts';

/**
 * `entering`: a join, knock or resume is being answered, or a visitor let in. `leaving`: its leave is, or it was told
 * that it is over. Only `joined` may act in a room.
 */
export type Session =
  | { readonly state: 'awaitingJoin' }
  | { readonly state: 'lobby' }
  | { readonly state: 'entering' }
  | { readonly state: 'waiting'; readonly room: RoomHost; readonly peerId: PeerId }
  | { readonly state: 'joined'; readonly seat: Seat }
  | { readonly state: 'leaving' }
  | { readonly state: 'closed' };

/** The state in the words of the requests table; undefined where only what is allowed everywhere is allowed. */
export const stateInTable = {
  awaitingJoin: 'awaitingJoin',
  lobby: 'lobby',
  entering: undefined,
  waiting: 'waiting',
  joined: 'joined',
  leaving: undefined,
  closed: undefined,
} as const satisfies Record<Session['state'], SessionState | undefined>;
