import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { findChromium, thisMachine } from '../setup/find-chromium.mjs';
import { prepare, root } from '../setup/prepare.mjs';
import { runProgram } from '../setup/run-program.mjs';

const TUTORIAL = 'docs/testing-your-calls.md';
const READY = /^Confab is ready at (\S+)$/m;

/** `npm run tutorial`: follows docs/testing-your-calls.md in an empty folder, against a Confab that is started for it. */
export async function run() {
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const { workerBin } = await prepare({ say, withBuild: true });
  const chromium = await findChromium(thisMachine(root, say));
  const { files, installs } = readTutorial(readFileSync(join(root, TUTORIAL), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'confab-tutorial-'));
  const confab = await startConfab(workerBin);
  try {
    const npm = async (/** @type {string} */ cwd, /** @type {readonly string[]} */ args) => {
      say(`npm ${args.join(' ')}`);
      const { code } = await runProgram('npm', args, { cwd, env: process.env, isShown: true });
      if (code !== 0) throw new SetupError(`npm ${args[0]} of the tutorial has failed.`);
    };
    await npm(root, ['pack', '--workspace', '@confab/testkit', '--pack-destination', folder]);
    await npm(folder, ['init', '-y']);
    await npm(folder, ['pkg', 'set', 'type=module']);
    await npm(folder, ['install', '--save-dev', ...installs.map((one) => one.replace(/^\/tmp/, folder))]);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const env = { ...process.env, CONFAB_URL: confab.url, CHROMIUM: chromium };
    const { code } = await runProgram('npx', ['playwright', 'test'], { cwd: folder, env, isShown: true });
    return code;
  } finally {
    await confab.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The files that the text tells to write, and what it tells to install.
 * @param {string} text
 * @returns {{ files: Record<string, string>, installs: readonly string[] }}
 */
export function readTutorial(text) {
  const blocks = [...text.matchAll(/```js\n([^]*?)```/g)].map(([, block = '']) => block);
  const [config, call, network] = blocks;
  const [, installs] = /^npm install --save-dev (.+)$/m.exec(text) ?? [];
  if (!config || !call || !network || !installs) throw new SetupError(`${TUTORIAL} is not what this command reads.`);
  // The names stand beside the blocks.
  const files = { 'playwright.config.js': config, 'tests/call.spec.js': call, 'tests/network.spec.js': network };
  const unnamed = Object.keys(files).filter((path) => !text.includes(path));
  if (unnamed.length > 0) throw new SetupError(`${TUTORIAL} does not name ${unnamed.join(', ')}.`);
  return { files, installs: installs.split(' ') };
}

/**
 * @param {string | undefined} workerBin
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
async function startConfab(workerBin) {
  const launcher = spawn(process.execPath, [join(root, 'apps/confab/bin/confab.mjs'), 'start'], {
    env: { ...process.env, PORT: '0', MEDIASOUP_PORT: '0', ...(workerBin && { MEDIASOUP_WORKER_BIN: workerBin }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => launcher.once('exit', resolve));
  let printed = '';
  const url = new Promise((resolve, reject) => {
    launcher.stdout.on('data', (chunk) => {
      printed += String(chunk);
      const [, address] = READY.exec(printed) ?? [];
      if (address !== undefined) resolve(address);
    });
    launcher.once('exit', () => reject(new SetupError(`Confab did not start:\n${printed}`)));
  });
  return {
    url: await url,
    stop: async () => {
      launcher.kill();
      await ended;
    },
  };
}
