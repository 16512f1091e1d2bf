import { prepare } from '../setup/prepare.mjs';
import { summaryLines } from '../steps/count-tests.mjs';
import { runSteps } from '../steps/run-steps.mjs';
import { checkSteps } from '../steps/steps.mjs';

/** `npm run check`: all that needs neither browser nor worker. */
export async function run() {
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  await prepare({ say, withBuild: false, withWorker: false });
  const { failed, count } = await runSteps(checkSteps, {
    env: process.env,
    isVerbose: Boolean(process.env['CI']),
    say,
  });
  if (failed !== undefined) say(`Stopped at: ${failed}`);
  for (const line of summaryLines(count)) say(line);
  return failed === undefined ? 0 : 1;
}
