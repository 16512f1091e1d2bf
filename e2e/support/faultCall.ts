import type { Gap, GapOptions, JoinOptions, Person } from '@confab/testkit';
import { describeGaps, expect, expectFullCall, measureGaps } from '@confab/testkit';
import { canListProcesses } from './descendantsOf.ts';
import { test as base } from './faultTest.ts';
import type { RunningConfab } from './startConfab.ts';
import { startConfab } from './startConfab.ts';
import { expectInvariants, keepLedger } from './invariants.ts';

type FaultCall = {
  readonly ada: Person;
  readonly bob: Person;
  /** Does something to the call, waits until everyone is back, checks the invariants, and says how long each was gone. */
  readonly suffer: (over: () => Promise<unknown>, options?: GapOptions) => Promise<readonly Gap[]>;
  /** The longest gaps of some seconds in which nothing is wrong: what this machine costs at the moment. */
  readonly undisturbed: () => Promise<{ readonly audioMs: number; readonly videoMs: number }>;
};

type FaultFixtures = {
  /** For faults after which a Confab is as it was before, so that one will do for many of them. */
  readonly isConfabShared: boolean;
  /** Ada, who talks, and Bob, who is muted, with these options for both. */
  readonly callOfTwo: (options: JoinOptions) => Promise<FaultCall>;
  /** The same with Cleo, who talks, too. */
  readonly callOfThree: (options: JoinOptions) => Promise<FaultCall>;
};

type SharedFixtures = { readonly shareConfab: () => Promise<RunningConfab> };

/** About as long as those faults are that cost nothing. */
const UNDISTURBED_MS = 4_000;

export const test = base.extend<FaultFixtures, SharedFixtures>({
  isConfabShared: [false, { option: true }],

  shareConfab: [
    async ({}, use) => {
      let started: Promise<RunningConfab> | undefined;
      await use(() => (started ??= startConfab()));
      await (await started)?.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  confab: async ({ isConfabShared, shareConfab, mediaWorkers }, use, testInfo) => {
    testInfo.skip(!canListProcesses, 'this system has no /proc to find the processes in');
    if (isConfabShared) return use(await shareConfab());
    const confab = await startConfab({ MEDIASOUP_NUM_WORKERS: String(mediaWorkers) });
    await use(confab);
    await confab.stop();
  },

  // Everyone's requests are watched, from the first on.
  arrive: async ({ arrive }, use) => {
    await use(async (name, options) => {
      const person = await arrive(name, options);
      await keepLedger(person);
      return person;
    });
  },

  callOfTwo: async ({ join }, use) => {
    await use(async (options) => {
      const enter = (name: string) => join(name, toFaultOptions(options));
      const [ada, bob] = await Promise.all([enter('Ada'), enter('Bob')]);
      return begin({ ada, bob, others: [] });
    });
  },

  callOfThree: async ({ join }, use) => {
    await use(async (options) => {
      const enter = (name: string) => join(name, toFaultOptions(options));
      const [ada, bob, cleo] = await Promise.all([enter('Ada'), enter('Bob'), enter('Cleo')]);
      return begin({ ada, bob, others: [cleo] });
    });
  },
});

/** What flows directly feels nothing of a dead worker. And a real camera does not wait for a busy page. */
const toFaultOptions = (options: JoinOptions): JoinOptions => ({
  cameraThread: 'worker',
  ...options,
  isDirectAllowed: false,
});

type Seated = { readonly ada: Person; readonly bob: Person; readonly others: readonly Person[] };

async function begin({ ada, bob, others }: Seated): Promise<FaultCall> {
  const people = [ada, bob, ...others];
  const heard = [ada, ...others];
  await expectFullCall(people);
  await bob.press('Mute');
  await expect(bob).toBeMutedFor(ada);
  return {
    ada,
    bob,
    suffer: async (over, gapOptions) => {
      const since = new Map(await Promise.all(people.map(async (one) => [one, await one.nowMs()] as const)));
      const gaps = await measureGaps(people, over, { heard, ...gapOptions });
      base.info().annotations.push({ type: 'gaps', description: describeGaps(gaps).join('; ') });
      await expectInvariants({ people, muted: [bob] }, since);
      return gaps;
    },
    undisturbed: async () => {
      const sinceMs = await bob.nowMs();
      const wait = () => expect.poll(async () => (await bob.nowMs()) - sinceMs).toBeGreaterThan(UNDISTURBED_MS);
      return worstOf(await measureGaps(people, wait, { heard }));
    },
  };
}

/** The longest one, of voices and of faces. */
export const worstOf = (gaps: readonly Gap[]) => ({
  audioMs: Math.max(...gaps.map(({ audioMs = 0 }) => audioMs)),
  videoMs: Math.max(...gaps.map(({ videoMs = 0 }) => videoMs)),
});
