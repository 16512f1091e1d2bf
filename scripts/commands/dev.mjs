import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { prepare, root } from '../setup/prepare.mjs';
import { Interrupted, runProgram } from '../setup/run-program.mjs';

const require = createRequire(import.meta.url);

/** `npm run dev`: both servers and the page from their sources, each loaded again when it changes. */
export async function run() {
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const { workerBin } = await prepare({ say, withBuild: false });
  const programs = toPrograms({
    env: process.env,
    workerBin,
    controlPort: await freePort(),
    httpPort: await freePort(),
  });
  say(`Confab for development is at ${programs.address}`);
  return runTogether(programs.commands);
}

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {readonly [string, ...string[]]} command
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @param {{ env: NodeJS.ProcessEnv, workerBin: string | undefined, controlPort: number, httpPort: number }} what
 * @returns {{ address: string, commands: Command[] }}
 */
export function toPrograms({ env, workerBin, controlPort, httpPort }) {
  const host = env['HOST'] || '127.0.0.1';
  const port = env['PORT'] || '8080';
  const secret = { SFU_SECRET: randomBytes(32).toString('base64url') };
  const watch = (/** @type {string} */ file) =>
    /** @type {const} */ ([process.execPath, require.resolve('tsx/cli'), 'watch', '--conditions=confab-source', file]);
  const sfuEnv = { ...secret, SFU_PORT: String(controlPort), ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }) };
  // The page is where people expect Confab; it hands on to signaling, which may be anywhere.
  const signalingEnv = {
    ...secret,
    HOST: '127.0.0.1',
    PORT: String(httpPort),
    SFU_URL: `ws://127.0.0.1:${controlPort}`,
  };
  const vite = /** @type {const} */ ([
    'node_modules/.bin/vite',
    'apps/web',
    '--host',
    host,
    '--port',
    port,
    '--strictPort',
  ]);
  return {
    address: `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`,
    commands: [
      { name: 'The sfu', command: watch('sfu/src/main.ts'), env: { ...env, ...sfuEnv } },
      { name: 'The signaling server', command: watch('signaling/src/main.ts'), env: { ...env, ...signalingEnv } },
      { name: 'Vite', command: vite, env: { ...env, CONFAB_SIGNALING_URL: `http://127.0.0.1:${httpPort}` } },
    ],
  };
}

/**
 * Runs until a signal ends all of them, or one ends by itself and takes the others along.
 * @param {readonly Command[]} commands
 */
async function runTogether(commands) {
  const ending = new AbortController();
  const runs = commands.map(async ({ name, command: [program, ...args], env }) => {
    const { code } = await runProgram(program, args, { cwd: root, env, isShown: true, signal: ending.signal });
    if (!ending.signal.aborted)
      throw new SetupError(`${name} ended with exit code ${code}; the others are stopped too.`);
  });
  const outcomes = await Promise.allSettled(
    runs.map((one) =>
      one.catch((error) => {
        ending.abort();
        throw error;
      }),
    ),
  );
  const [first] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  // Ctrl-C is how this ends when all is well.
  if (first === undefined || first instanceof Interrupted) return 0;
  throw first;
}

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
