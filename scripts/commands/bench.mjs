import { prepare, root } from '../setup/prepare.mjs';
import { runProgram } from '../setup/run-program.mjs';

/** `npm run bench -- <name>`: measures what is built. */
export async function run() {
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const { workerBin } = await prepare({ say, withBuild: true });
  const env = { ...process.env, ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }) };
  const args = ['--conditions=confab-source', '--import', 'tsx', 'bench/src/main.ts', ...process.argv.slice(2)];
  const { code } = await runProgram(process.execPath, args, { cwd: root, env, isShown: true });
  return code;
}
