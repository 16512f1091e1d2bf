import type { Person } from '@confab/testkit';
import { expect, expectFullCall, pageContract, test as base } from '@confab/testkit';
import { startConfab } from '../support/startConfab.ts';
import type { TurnServer } from '../support/startTurn.ts';
import { canRelay, startTurn } from '../support/startTurn.ts';

/** All of 127.0.0.0/8 is this machine: the sfu has an address of its own there, that the relay can be told apart by. */
const SFU_IP = '127.0.0.2';
const OTHER_IP = '127.0.0.3';

const test = base.extend<{ readonly turn: TurnServer }>({
  turn: async ({}, use, testInfo) => {
    testInfo.skip(!canRelay, 'there is no coturn: apt-get install coturn');
    const turn = await startTurn(SFU_IP);
    await use(turn);
    await turn.stop();
  },
  serverUrl: async ({ turn }, use) => {
    const confab = await startConfab({ ...turn.env, MEDIASOUP_LISTEN_IP: SFU_IP });
    await use(confab.url);
    await confab.stop();
  },
});

/** Runs in the page before its own code: no connection goes any other way than by a relay. */
function relayOnly(): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: 'relay' });
      globalThis.confabRelayed.push(this);
    }
  };
  globalThis.confabRelayed = [];
}

declare global {
  // A property of the page under test, read here alone.
  var confabRelayed: RTCPeerConnection[];
}

/** The kinds of the local ends of what is in use, such as `host` and `relay`. */
const localEnds = ({ page }: Person): Promise<string[]> =>
  page.evaluate(async () => {
    const kinds: string[] = [];
    for (const connection of globalThis.confabRelayed.filter(
      ({ connectionState }) => connectionState === 'connected',
    )) {
      const report = await connection.getStats();
      report.forEach((row: Record<string, unknown>) => {
        if (row['type'] !== 'candidate-pair' || row['nominated'] !== true) return;
        const local: Record<string, unknown> | undefined = report.get(String(row['localCandidateId']));
        kinds.push(String(local?.['candidateType']));
      });
    }
    return kinds;
  });

test('who reaches nothing but the relay is heard and seen; the relay reaches nothing but the sfu', async ({
  turn,
  serverUrl,
  room,
  arrive,
  join,
}) => {
  const ada = await arrive('Ada');
  await ada.page.addInitScript(relayOnly);
  await ada.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Ada', join: '1' }));
  await expect(ada.main).toHaveAttribute('data-state', 'in-call');
  const bob = await join('Bob');

  await expectFullCall([ada, bob]);
  const ends = await localEnds(ada);
  expect(ends.length).toBeGreaterThanOrEqual(2);
  expect(new Set(ends)).toEqual(new Set(['relay']));
  expect(await turn.askRelayTo(OTHER_IP)).toContain('403 (Forbidden IP)');
});
