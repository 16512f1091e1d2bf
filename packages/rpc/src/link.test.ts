import { ProtocolError, requests as known } from '@confab/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Caller } from './Caller.ts';
import { Responder } from './Responder.ts';
import { createSocketPair } from './testing/createSocketPair.ts';
import { FakeClock } from './testing/FakeClock.ts';

/** A number, asked and answered. */
const number = known.sendChat.result;
const requests = { echo: { params: number, result: number } } as const;
const DEADLINE_MS = 100;

/** What can happen on the way, to the oldest message that is under way in that direction, or to all. */
const mishap = fc.constantFrom('ask', 'deliver', 'drop', 'double', 'swap', 'wait');
const direction = fc.constantFrom('fromClient', 'fromServer');

function createLink() {
  const clock = new FakeClock();
  const pair = createSocketPair();
  const link = { clock, pair, closed: 0 };
  const responder = new Responder<typeof requests, Record<string, never>>({
    socket: pair.server,
    requests,
    asker: undefined,
    handlers: {
      echo: ({ seq }) => {
        if (seq % 3 === 0) throw new ProtocolError('forbidden', 'not a multiple of three');
        return { seq };
      },
    },
    admit: () => undefined,
    onFault: (what) => expect.unreachable(what),
    onSettled: () => undefined,
    clock,
  });
  const caller = new Caller({
    socket: pair.client,
    clock,
    requests,
    notifications: {},
    deadlineMs: DEADLINE_MS,
    onNotification: () => undefined,
    onFault: (what) => expect.unreachable(what),
    onClosed: () => void link.closed++,
  });
  return { link, caller, responder };
}

it('[EN2] [EN7] each call has exactly one outcome, its own, whatever happens on the way', async () => {
  const scenario = fc.array(fc.tuple(mishap, direction), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(scenario, async (steps) => {
      const { link, caller } = createLink();
      const { clock, pair } = link;
      const outcomes: string[] = [];
      let asked = 0;
      const act = {
        ask: () => {
          const value = ++asked;
          caller.call('echo', { seq: value }).then(
            ({ seq }) => outcomes.push(`${value}: ${seq}`),
            (error: ProtocolError) => outcomes.push(`${value}: ${error.code}`),
          );
        },
        deliver: () => void (pair.flushClient(), pair.flushServer()),
        drop: (from: 'fromClient' | 'fromServer') => void pair[from].shift(),
        double: (from: 'fromClient' | 'fromServer') => void pair[from].push(...pair[from].slice(0, 1)),
        swap: (from: 'fromClient' | 'fromServer') => void pair[from].reverse(),
        wait: () => clock.advance(DEADLINE_MS / 3),
      };
      for (const [what, from] of steps) {
        act[what](from);
        await new Promise((resolve) => setImmediate(resolve));
      }
      caller.close(1000, 'bye');
      await new Promise((resolve) => setImmediate(resolve));

      expect(outcomes.length).toBe(asked);
      expect(new Set(outcomes.map((outcome) => outcome.split(':')[0])).size).toBe(asked);
      for (const outcome of outcomes) {
        const [value, result] = outcome.split(': ');
        const own = Number(value) % 3 === 0 ? 'forbidden' : value;
        expect([own, 'deadlineExceeded', 'unavailable']).toContain(result);
      }
      expect(link.closed).toBe(1);
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 150 },
  );
});
