import type { Person } from '@confab/testkit';
import { expect } from '@confab/testkit';

/** Of all peer connections that a page has made, oldest first. */
export type WatchedConnections = {
  readonly made: () => Promise<number>;
  /** How many are not closed. */
  readonly open: () => Promise<number>;
  /** How many are connected now. */
  readonly connected: () => Promise<number>;
  /** Which was the newest by which anything was sent, counted from 0. */
  readonly newestSending: () => Promise<number>;
};

/** Call it before the page is opened. */
export async function watchConnections({ page }: Person): Promise<WatchedConnections> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    const Original = RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
    const sent = async (connection: RTCPeerConnection) =>
      [...(await connection.getStats()).values()].some(
        ({ type, packetsSent = 0 }) => type === 'outbound-rtp' && packetsSent > 0,
      );
    Object.assign(globalThis, {
      confabConnectionStates: () => made.map(({ connectionState }) => connectionState),
      confabNewestSending: async () => (await Promise.all(made.map(sent))).lastIndexOf(true),
    });
  });
  const states = () => page.evaluate(() => Reflect.get(globalThis, 'confabConnectionStates')() as string[]);
  return {
    made: async () => (await states()).length,
    open: async () => (await states()).filter((state) => state !== 'closed').length,
    newestSending: () => page.evaluate(() => Reflect.get(globalThis, 'confabNewestSending')() as Promise<number>),
    connected: async () => (await states()).filter((state) => state === 'connected').length,
  };
}

/** Which of these were there when so many had been made is what they send by now. */
export async function expectGoneOver(
  connections: readonly WatchedConnections[],
  before: readonly number[],
): Promise<void> {
  for (const [index, { newestSending }] of connections.entries())
    expect(await newestSending(), 'what is sent by was made before').toBeLessThan(before[index] ?? 0);
}

/** Until each of them has all that takes the place of what it has (ME11). */
export async function untilStandingBy(
  people: readonly Person[],
  connections: readonly WatchedConnections[],
): Promise<void> {
  for (const { connected } of connections)
    await expect.poll(connected, 'connections, with those that stand by').toBe(WITH_STANDBY);
  for (const person of people) await person.wait(SET_UP_MS);
}

/** Two by way of the worker that the call is on, one to send by and one to receive by, and two that stand by. */
const WITH_STANDBY = 4;
/** What is connected is set up a moment later. */
const SET_UP_MS = 1_000;
