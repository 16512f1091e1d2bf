import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { fingerprint } from './fingerprint.mjs';
import { lastLines, runProgram } from './run-program.mjs';

/** @typedef {(program: string, args: readonly string[], cwd: string) => Promise<{ code: number, output: string }>} RunTool */

/**
 * @typedef {object} BuildOptions
 * @property {string} root
 * @property {(line: string) => void} say
 * @property {RunTool} [run] replaced in tests
 */

// What the web app is made of: a change of anything else leaves the bundle as it is.
const webInputs = [
  'apps/web',
  'packages/client/src',
  'packages/protocol/src',
  'packages/rpc/src',
  'package-lock.json',
  'tsconfig.base.json',
];

/**
 * Builds what has changed: the compiler knows by itself, the bundler is told by a stamp.
 * @param {BuildOptions} options
 */
export async function build({ root, say, run = runTool }) {
  const site = join(root, 'apps/web/dist/site');
  const stamp = join(root, 'apps/web/dist/.site-stamp');
  const wanted = await fingerprint(root, webInputs);
  const isBuilt = existsSync(join(site, 'index.html')) && (await readFile(stamp, 'utf8').catch(() => '')) === wanted;
  if (!isBuilt) say('Building …');

  await must(run(join(root, 'node_modules/.bin/tsc'), ['-b'], root), 'The compiler refuses the sources');
  if (isBuilt) return;
  await must(
    run(join(root, 'node_modules/.bin/vite'), ['build'], join(root, 'apps/web')),
    'The web app cannot be built',
  );
  await writeFile(stamp, wanted);
}

/**
 * @param {ReturnType<RunTool>} running
 * @param {string} fault
 */
async function must(running, fault) {
  const { code, output } = await running;
  if (code !== 0) throw new SetupError(`${fault}:\n${lastLines(output, 30)}`);
}

/** @type {RunTool} */
const runTool = (program, args, cwd) => runProgram(program, args, { cwd });
