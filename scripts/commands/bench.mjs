import { prepare, root } from '../setup/prepare.mjs';
import { runProgram } from '../setup/run-program.mjs';
import { isolation } from './firefox.mjs';

/** `npm run bench -- <name>`: measures what is built. */
export async function run() {
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const { workerBin } = await prepare({ say, withBuild: true });
  const env = { ...process.env, ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }) };
  const words = process.argv.slice(2);
  const program = [process.execPath, '--conditions=confab-source', '--import', 'tsx', 'bench/src/main.ts', ...words];
  const isInFirefox = words.join(' ').includes('--browser firefox');
  const { env: more, within } = isInFirefox ? isolation() : { env: {}, within: [] };
  const [first = '', ...rest] = [...within, ...program];
  const { code } = await runProgram(first, rest, { cwd: root, env: { ...env, ...more }, isShown: true });
  return code;
}
