import { root } from '../setup/prepare.mjs';
import { runProgram } from '../setup/run-program.mjs';
import { countTests, nothing, sum } from './count-tests.mjs';

/** @typedef {import('./steps.mjs').Step} Step */

/**
 * @typedef {object} StepsOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} isVerbose shows what the commands write as they write it, not only on failure
 * @property {(line: string) => void} say
 * @property {typeof runProgram} [run] replaced in tests
 */

/**
 * Runs steps in order, a line for each, up to the first that fails.
 * @param {readonly Step[]} steps
 * @param {StepsOptions} options
 * @returns {Promise<{ failed: string | undefined, count: import('./count-tests.mjs').Count }>}
 */
export async function runSteps(steps, options) {
  let count = nothing;
  for (const step of steps) {
    const startedAt = performance.now();
    if (options.isVerbose) options.say(`── ${step.name}`);
    const { result, count: more } = await countTests((file) => runStep(step, file, options));
    count = sum(count, more);
    options.say(toLine(step, { isGood: result.code === 0, ms: performance.now() - startedAt, count: more }));
    if (result.code !== 0) {
      if (!options.isVerbose) options.say(result.output.trimEnd());
      // A step may fail without a failing test; the closing line must not read as if all were well.
      return { failed: step.name, count: more.failed > 0 ? count : sum(count, { ...nothing, failed: 1 }) };
    }
  }
  return { failed: undefined, count };
}

/**
 * @param {Step} step
 * @param {string} countFile
 * @param {StepsOptions} options
 */
async function runStep({ commands }, countFile, { env, isVerbose, run = runProgram }) {
  let outcome = { code: 0, output: '' };
  for (const [program = '', ...args] of commands) {
    const color = process.stdout.isTTY && !isVerbose ? { FORCE_COLOR: '1' } : {};
    outcome = await run(program, args, {
      cwd: root,
      env: { ...color, ...env, CONFAB_TEST_COUNT: countFile },
      isShown: isVerbose,
    });
    if (outcome.code !== 0) return outcome;
  }
  return outcome;
}

/**
 * @param {Step} step
 * @param {{ isGood: boolean, ms: number, count: import('./count-tests.mjs').Count }} outcome
 */
function toLine({ name, hasTests = false }, { isGood, ms, count }) {
  const tests = hasTests ? `  ${count.passed + count.failed} tests` : '';
  return `${isGood ? '✓' : '✗'} ${name.padEnd(13)} ${(ms / 1000).toFixed(1).padStart(6)} s${tests}`;
}
