import { prepare, root } from '../setup/prepare.mjs';
import { runProgram } from '../setup/run-program.mjs';
import { onlySteps } from '../steps/steps.mjs';
import { parseOptions } from './parse-options.mjs';

/**
 * `npm run fuzz`: bad input from pseudo-random seeds against a real signaling server, for as long as one likes.
 * @param {string[]} args
 */
export async function run(args) {
  const env = toEnv(args);
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  await prepare({ say, withBuild: false, withWorker: false });
  const [program = '', ...rest] = onlySteps.fuzz[0]?.commands[0] ?? [];
  const { code } = await runProgram(program, rest, { cwd: root, env: { ...process.env, ...env }, isShown: true });
  return code === 0 ? 0 : 1;
}

/**
 * @param {string[]} args
 * @returns {Record<string, string>}
 */
export function toEnv(args) {
  const { seconds = '60', seed } = parseOptions(args, { seconds: NUMBER, seed: NUMBER }, USAGE);
  return { CONFAB_FUZZ_SECONDS: seconds, ...(seed !== undefined && { CONFAB_FUZZ_SEED: seed }) };
}

const NUMBER = /^\d{1,10}$/;
const USAGE =
  'npm run fuzz takes --seconds N, or --seed N for that one round, after two dashes: npm run fuzz -- --seconds 600';
