import type { ErrorCode, Method, PeerId, Requests, Result, SessionState } from '@confab/protocol';
import { requests, sessionStates } from '@confab/protocol';
import { expect } from 'vitest';
import type { WireClient } from '../support/WireClient.ts';

/** Where a session may stand when a request comes, in the words of the requests table; none: in no state of it. */
type Situation = {
  readonly name: string;
  readonly state: SessionState | undefined;
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
    name: 'joined',
    state: 'joined',
    enter: async (standing) => {
      await join(standing);
      // Events may come some together, a little later.
      await expect.poll(() => standing.ada.client.received.some((text) => text.includes('Mallory'))).toBe(true);
    },
  },
];

/** What the table says that a request meets there; undefined when it is allowed. The lines are in the order of judging. */
function refusalOf(row: Requests[Method], { state }: Situation): ErrorCode | undefined {
  const allowedIn: readonly SessionState[] = row.allowedIn;
  const isAllowed = state ? allowedIn.includes(state) : sessionStates.every((each) => allowedIn.includes(each));
  if (!isAllowed) return 'invalidState';
  return undefined;
}

/** Every request in every situation that refuses it: complete by construction. */
export const refusals = situations.flatMap((situation) =>
  (Object.keys(requests) as Method[]).flatMap((method) => {
    const code = refusalOf(requests[method], situation);
    return code === undefined ? [] : [{ method, where: situation.name, code, situation }];
  }),
);
