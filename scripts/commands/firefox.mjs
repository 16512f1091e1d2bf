import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../sfu/worker/SetupError.mjs';
import { root } from '../setup/prepare.mjs';
import { lastLines, runProgram } from '../setup/run-program.mjs';
import { runBrowserTests } from '../steps/run-browser-tests.mjs';

/** Of a network that exists in the namespace only. */
const MEDIA_IP = '10.213.0.1';
const APT_WITHIN_MS = 300_000;

/**
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} isRoot
 * @property {(path: string) => boolean} exists
 * @property {(program: string, args: readonly string[]) => Promise<{ code: number, output: string }>} run
 * @property {(line: string) => void} say
 */

/**
 * `npm run e2e:firefox`: calls of Chromium and the system's Firefox, in a network namespace, since Firefox takes no media from
 * the loopback. Where that cannot be, it says so and passes.
 * @param {string[]} args
 */
export async function run(args) {
  if (args.length > 0) throw new SetupError('npm run e2e:firefox takes nothing.');
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const machine = {
    say,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    exists: existsSync,
    run: (/** @type {string} */ program, /** @type {readonly string[]} */ rest) =>
      runProgram(program, rest, {
        timeoutMs: APT_WITHIN_MS,
        env: { DEBIAN_FRONTEND: 'noninteractive', ...process.env },
      }),
  };
  const missing = await whatIsMissing(machine);
  if (missing !== undefined) {
    say(`skipped: the tests in Firefox (${missing})`);
    return 0;
  }
  return runBrowserTests('firefox', { CONFAB_MEDIA_IP: MEDIA_IP }, { within: namespaceOf(machine) });
}

/** For whoever runs a program of its own there: what comes before it, and what it has to know. */
export const isolation = () => ({
  within: [...namespaceOf({ isRoot: process.getuid?.() === 0 }), 'sh', join(root, 'e2e/browsers/in-namespace.sh')],
  env: { CONFAB_MEDIA_IP: MEDIA_IP },
});

/** A user without the right to make namespaces is root in one of users. @param {Pick<Machine, 'isRoot'>} machine */
const namespaceOf = ({ isRoot }) =>
  /** @type {const} */ (['unshare', ...(isRoot ? [] : ['--map-root-user']), '--net', '--']);

/**
 * Why these tests cannot run here; undefined when they can.
 * @param {Machine} machine
 * @returns {Promise<string | undefined>}
 */
export async function whatIsMissing(machine) {
  const [program, ...args] = [...namespaceOf(machine), 'ip', 'link', 'add', 'confab0', 'type', 'veth'];
  const { code, output } = await machine.run(program, args).catch((cause) => ({ code: 1, output: String(cause) }));
  if (code !== 0) return `no network namespace with a veth pair can be made here: ${lastLines(output, 1).trim()}`;
  if (hasFirefox(machine)) return undefined;
  if (!machine.isRoot || !machine.exists('/usr/bin/apt-get')) return 'there is no Firefox: apt-get install firefox-esr';
  machine.say('Installing Firefox (apt-get install firefox-esr) …');
  // By old lists it would be an old one, which Playwright does not know how to lead. Without a network the lists must do.
  await machine.run('apt-get', ['update']);
  await machine.run('apt-get', ['install', '-y', '--no-install-recommends', 'firefox-esr']);
  return hasFirefox(machine) ? undefined : 'Firefox could not be installed: apt-get install firefox-esr';
}

/** As the testkit looks for it. @param {Pick<Machine, 'env' | 'exists'>} machine */
const hasFirefox = ({ env, exists }) =>
  [env['CONFAB_FIREFOX'] ?? '', '/usr/bin/firefox-esr', '/usr/bin/firefox'].some((path) => path !== '' && exists(path));
