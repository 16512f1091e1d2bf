import type { ErrorCode, Method, PeerId, Requests, Result, Role, RoomId, SessionState } from '@confab/protocol';
import { mayDo, requests, sessionStates } from '@confab/protocol';
import { expect } from 'vitest';
import type { WireClient } from '../support/WireClient.ts';

/** Where a session may stand when a request comes, in the words of the requests table; none: in no state of it. */
type Situation = {
  readonly name: string;
  readonly state: SessionState | undefined;
  /** What the client is in the room. */
  readonly role?: Role;
  /** Brings a client there. It may leave requests open that `finish` ends. */
  readonly enter: (stage: Standing) => Promise<void>;
};
export type Standing = {
  readonly room: string;
  readonly client: WireClient;
  /** From now on the sfu leaves peers waiting. */
  readonly holdEntry: () => void;
  /** Takes part in the room all the time, and is its host. */
  readonly ada: { readonly client: WireClient; readonly peerId: PeerId };
};

const join = ({ client, room }: Standing): Promise<Result<'join'>> => client.join('Mallory', room);

const situations: readonly Situation[] = [
  { name: 'before it joins', state: 'awaitingJoin', enter: async () => undefined },
  {
    name: 'in the lobby',
    state: 'lobby',
    enter: async ({ client, room }) => {
      await client.call('warmUp', { protocolVersion: 1, roomId: room as RoomId });
    },
  },
  {
    name: 'while its join is answered',
    state: undefined,
    enter: async (standing) => {
      standing.holdEntry();
      standing.client.send(
        JSON.stringify({
          t: 'req',
          id: 'join',
          method: 'join',
          params: { protocolVersion: 1, roomId: standing.room, displayName: 'Mallory' },
        }),
      );
      await standing.client.settle();
    },
  },
  {
    name: 'while it waits to be let in',
    state: 'waiting',
    enter: async ({ ada, client, room }) => {
      await ada.client.call('setWaitingRoom', { enabled: true });
      await client.call('knock', { protocolVersion: 1, roomId: room as RoomId, displayName: 'Mallory' });
    },
  },
  {
    name: 'joined as a viewer',
    state: 'joined',
    role: 'viewer',
    enter: async (standing) => {
      const { peerId } = await join(standing);
      await standing.ada.client.call('setRole', { peerId, role: 'viewer' });
    },
  },
  {
    name: 'joined as a speaker',
    state: 'joined',
    role: 'speaker',
    enter: async (standing) => {
      await join(standing);
      // Events may come some together, a little later.
      await expect.poll(() => standing.ada.client.received.some((text) => text.includes('Mallory'))).toBe(true);
    },
  },
];

/** What the table says that a request meets there; undefined when it is allowed. The lines are in the order of judging. */
function refusalOf(row: Requests[Method], { state, role }: Situation): ErrorCode | undefined {
  const allowedIn: readonly SessionState[] = row.allowedIn;
  const isAllowed = state ? allowedIn.includes(state) : sessionStates.every((each) => allowedIn.includes(each));
  if (!isAllowed) return 'invalidState';
  return role && !mayDo(role, row.needs) ? 'forbidden' : undefined;
}

/** Every request in every situation that refuses it: complete by construction. */
export const refusals = situations.flatMap((situation) =>
  (Object.keys(requests) as Method[]).flatMap((method) => {
    const code = refusalOf(requests[method], situation);
    return code === undefined ? [] : [{ method, where: situation.name, code, situation }];
  }),
);
