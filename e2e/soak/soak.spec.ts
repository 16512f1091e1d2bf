import { fileURLToPath } from 'node:url';
import { expect, seededRandom } from '@confab/testkit';
import { canListProcesses } from '../support/descendantsOf.ts';
import { test as base } from '../support/faultCall.ts';
import { startConfab } from '../support/startConfab.ts';
import type { Action, Stage } from './src/actions.ts';
import { deadlyActions, mildActions, pick, WorkerDeaths } from './src/actions.ts';
import { Cast } from './src/Cast.ts';
import { describeSoak, writeSoak } from './src/describeSoak.ts';
import { ProcessWatch } from './src/ProcessWatch.ts';

const MINUTES = Number(process.env['CONFAB_SOAK_MINUTES'] ?? 2);
const SEED = Number(process.env['CONFAB_SOAK_SEED'] ?? 1);
/** Processes are ended in the first part only: what is to be compared with itself must live on. */
const DEADLY_SHARE = 0.4;
/** All must be as it was so soon after everyone has gone (FAULTS.md). */
const BACK_TO_BASE_MS = 60_000;
const OPTIONS = { signaling: 'tapped', network: 'relayed' } as const;

const collector = fileURLToPath(new URL('../support/garbageCollector.mjs', import.meta.url));
const test = base.extend({
  confab: async ({}, use, testInfo) => {
    testInfo.skip(!canListProcesses, 'this system has no /proc to watch the processes in');
    const confab = await startConfab({ NODE_OPTIONS: `--import ${collector}` });
    await use(confab);
    await confab.stop();
  },
});

test(`F26 ${MINUTES} minutes of faults at random (seed ${SEED})`, async ({ confab, join, room }) => {
  test.setTimeout((MINUTES + 10) * 60_000);
  const watch = new ProcessWatch(confab);
  watch.takeBase();
  const people = [await join('Ada', OPTIONS), await join('Bob', OPTIONS), await join('Cleo', OPTIONS)];
  const cast = new Cast(people, { url: confab.url, room });
  for (const person of people) await cast.openChat(person);
  const stage: Stage = { confab, cast, random: seededRandom(SEED) };
  await cast.expectWhole(new Map(), []);

  const startedAtMs = performance.now();
  const steadyAtMs = startedAtMs + DEADLY_SHARE * MINUTES * 60_000;
  const endAtMs = startedAtMs + MINUTES * 60_000;
  const counts = new Map<string, number>();
  const workerDeaths = new WorkerDeaths();
  const play = async (from: readonly Action[]) => {
    const possible = from.filter((one) => (one.can?.(cast) ?? true) && workerDeaths.allows(one, performance.now()));
    const action = pick(stage.random, possible);
    if (!action) return;
    counts.set(action.name, (counts.get(action.name) ?? 0) + 1);
    await suffer(action, stage);
    workerDeaths.note(action, performance.now());
  };
  // Each deadly one as often as all mild ones: they are what the call must survive.
  while (performance.now() < steadyAtMs) await play(stage.random() < 0.5 ? deadlyActions : mildActions);
  watch.beginSteadyTime((endAtMs - steadyAtMs) / 2);
  while (performance.now() < endAtMs) await play(mildActions);
  watch.endSteadyTime();

  await cast.removeGuests();
  for (const person of people) await person.press('Leave');
  const rest = expect.poll(() => watch.leftOver(), { message: 'what is left open', timeout: BACK_TO_BASE_MS });
  const isBack = await rest.toEqual([]).then(
    () => true,
    () => false,
  );
  const rows = watch.rows();
  writeSoak({ minutes: MINUTES, seed: SEED, actions: Object.fromEntries(counts), rows });
  process.stdout.write(`\n${describeSoak(rows, counts)}\n`);
  expect(
    rows.flatMap(({ faults }) => faults),
    'the culprits',
  ).toEqual([]);
  expect(isBack).toBe(true);
});

/** One fault, a message written in the middle of it, and everything must hold again. */
async function suffer(action: Action, stage: Stage): Promise<void> {
  const { cast } = stage;
  await test.step(action.name, async () => {
    const stay = cast.here;
    const since = await cast.now();
    const startedAtMs = performance.now();
    process.stdout.write(`${action.name} …`);
    const author = pick(stage.random, stay);
    const writing = author && action.can === undefined ? cast.write(author) : undefined;
    if (action.isByHand) await writing;
    const [text] = await Promise.all([writing, action.act(stage)]);
    await cast.expectWhole(since, text === undefined ? [] : [text]);
    process.stdout.write(` whole after ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s\n`);
  });
}
