import { parseArgs } from 'node:util';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { findChromium, thisMachine } from '../setup/find-chromium.mjs';
import { prepare, root } from '../setup/prepare.mjs';
import { summaryLines } from '../steps/count-tests.mjs';
import { runSteps } from '../steps/run-steps.mjs';
import { onlySteps, testSteps } from '../steps/steps.mjs';

/** @typedef {import('../steps/steps.mjs').Step} Step */

/**
 * `npm test`: the whole suite, after what it needs has been installed.
 * @param {string[]} args
 */
export async function run(args) {
  const { steps, isVerbose } = parse(args);
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const needs = (/** @type {string} */ name) => steps.some((step) => step.name === name);

  const { workerBin } = await prepare({ say, withBuild: false, withWorker: needs('integration') || needs('e2e') });
  const needsBrowser = ['e2e', 'testkit', 'components'].some(needs);
  const chromium = needsBrowser ? await findChromium(thisMachine(root, say)) : undefined;
  const env = {
    ...process.env,
    ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }),
    ...(chromium && { CONFAB_CHROMIUM: chromium, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }),
  };
  const { failed, count } = await runSteps(steps, { env, isVerbose, say });
  if (failed !== undefined) say(`Stopped at: ${failed}`);
  for (const line of summaryLines(count)) say(line);
  return failed === undefined ? 0 : 1;
}

/**
 * @param {string[]} args
 * @returns {{ steps: readonly Step[], isVerbose: boolean }}
 */
export function parse(args) {
  const { only, verbose } = parseOptions(args);
  if (only !== undefined && !isOnly(only))
    throw new SetupError(`--only takes ${Object.keys(onlySteps).join(', ')}; not "${only}".`);
  return { steps: only === undefined ? testSteps : onlySteps[only], isVerbose: verbose ?? Boolean(process.env['CI']) };
}

/**
 * @param {string} name
 * @returns {name is keyof typeof onlySteps}
 */
const isOnly = (name) => Object.hasOwn(onlySteps, name);

/** @param {string[]} args */
function parseOptions(args) {
  try {
    return parseArgs({ args, options: { only: { type: 'string' }, verbose: { type: 'boolean' } } }).values;
  } catch (cause) {
    throw new SetupError(
      'npm test takes --only unit|components|integration|fuzz|testkit|e2e and --verbose, after two dashes: npm test -- --verbose',
      { cause },
    );
  }
}
