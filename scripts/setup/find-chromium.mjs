import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { lastLines, runProgram } from './run-program.mjs';

/**
 * What the search needs of the machine; replaced in tests.
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} isRoot
 * @property {(path: string) => boolean} exists
 * @property {() => string} playwrightPath where Playwright keeps its own Chromium, there or not
 * @property {(program: string, args: readonly string[], timeoutMs: number) => Promise<{ code: number, output: string }>} run
 * @property {(line: string) => void} say
 */

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const VERSION_WITHIN_MS = 15_000;
const APT_WITHIN_MS = 300_000;
// A closed network is noticed by then; a slow one is better served by the distribution's package.
const PLAYWRIGHT_WITHIN_MS = 120_000;

/**
 * A Chromium for the end-to-end tests: the system's, Playwright's own, or one that is installed now.
 * @param {Machine} machine
 * @returns {Promise<string>} its path
 * @throws {SetupError} that says what to do
 */
export async function findChromium(machine) {
  const named = machine.env['CONFAB_CHROMIUM'];
  if (named) {
    if (await works(machine, named)) return named;
    throw new SetupError(`CONFAB_CHROMIUM names a program that does not run: ${named}. Correct it, or unset it.`);
  }
  return (await present(machine)) ?? (await byApt(machine)) ?? (await byPlaywright(machine)) ?? fail();
}

/** @returns {never} */
function fail() {
  throw new SetupError(
    'The end-to-end tests need Chromium, and it could not be installed: run "sudo apt-get install chromium" ' +
      '(or "npx playwright install chromium"), or name one in CONFAB_CHROMIUM.',
  );
}

/** @param {Machine} machine */
async function present(machine) {
  return (await inSystem(machine)) ?? (await ofPlaywright(machine));
}

/** @param {Machine} machine */
async function inSystem(machine) {
  const folders = (machine.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = systemNames.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const place of places) {
    // Ubuntu has a chromium-browser that only advertises a snap.
    if (machine.exists(place) && (await works(machine, place))) return place;
  }
  return undefined;
}

/** @param {Machine} machine */
async function ofPlaywright(machine) {
  const path = machine.playwrightPath();
  return machine.exists(path) && (await works(machine, path)) ? path : undefined;
}

/** @param {Machine} machine */
async function byApt(machine) {
  if (!machine.isRoot || !machine.exists('/usr/bin/apt-get')) return undefined;
  machine.say('Installing Chromium (apt-get install chromium) …');
  const install = () => machine.run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], APT_WITHIN_MS);
  let { code, output } = await install();
  if (code !== 0) {
    // A fresh image has no package lists.
    await machine.run('apt-get', ['update'], APT_WITHIN_MS);
    ({ code, output } = await install());
  }
  if (code !== 0) machine.say(`apt-get could not install it:\n${lastLines(output, 4)}`);
  return inSystem(machine);
}

/** @param {Machine} machine */
async function byPlaywright(machine) {
  machine.say("Downloading Playwright's Chromium …");
  const { code, output } = await machine.run('npx', ['playwright', 'install', 'chromium'], PLAYWRIGHT_WITHIN_MS);
  if (code !== 0) machine.say(`It could not be downloaded:\n${lastLines(output, 4)}`);
  return ofPlaywright(machine);
}

/**
 * @param {Machine} machine
 * @param {string} path
 */
async function works(machine, path) {
  const { code } = await machine.run(path, ['--version'], VERSION_WITHIN_MS).catch(() => ({ code: 1 }));
  return code === 0;
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Machine}
 */
export function thisMachine(root, say) {
  const require = createRequire(join(root, 'package.json'));
  return {
    env: process.env,
    isRoot: process.getuid?.() === 0,
    exists: existsSync,
    playwrightPath: () => require('@playwright/test').chromium.executablePath(),
    run: (program, args, timeoutMs) =>
      runProgram(program, args, { timeoutMs, env: { DEBIAN_FRONTEND: 'noninteractive', ...process.env } }),
    say,
  };
}
