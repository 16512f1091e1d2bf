import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { SetupError } from '../SetupError.mjs';
import { lastLines } from './lastLines.mjs';
import { run } from './run.mjs';

const execute = promisify(execFile);

/** What the build needs from Debian or Ubuntu. */
export const packages = [
  'meson',
  'ninja-build',
  'pkg-config',
  'g++',
  'libssl-dev',
  'libuv1-dev',
  'libsrtp2-dev',
  'libabsl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
];

const OTHER_WAY = 'Or set MEDIASOUP_WORKER_BIN to a mediasoup-worker program of this version that was built elsewhere.';

// Another apt-get that is running (unattended upgrades) is waited for.
const INSTALL = ['-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '--no-install-recommends'];

/**
 * What this machine is and may do; the tests hand in another one.
 * @typedef {object} Machine
 * @property {() => Promise<string>} osRelease the text of /etc/os-release, empty where there is none
 * @property {(names: readonly string[]) => Promise<string[]>} installed which of the packages are there
 * @property {boolean} isRoot
 * @property {(args: readonly string[], log: string) => Promise<number>} aptGet
 */

/**
 * @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal }} options
 * @returns {Machine}
 */
export const machineOf = ({ env, signal }) => ({
  osRelease: () => readFile('/etc/os-release', 'utf8').catch(() => ''),
  installed: installedPackages,
  isRoot: process.getuid?.() === 0,
  // As Ctrl-C would: apt-get then lets dpkg finish what it has begun.
  aptGet: (args, log) =>
    run('apt-get', args, { log, signal, stopWith: 'SIGINT', env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } }),
});

/**
 * Makes sure that all packages are there, installing them where this process may.
 * @param {{ say: (text: string) => void, log: string, machine: Machine }} options
 */
export async function ensurePackages({ say, log, machine }) {
  if (!isDebianLike(await machine.osRelease())) {
    throw new SetupError(
      'No mediasoup worker is at hand, and Confab can build one on Debian and Ubuntu (and their derivatives) only.\n' +
        'Set MEDIASOUP_WORKER_BIN to a mediasoup-worker program of this version, or allow the download of the prebuilt one.',
    );
  }
  const installed = new Set(await machine.installed(packages));
  const missing = packages.filter((name) => !installed.has(name));
  if (missing.length === 0) return;

  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!machine.isRoot) {
    throw new SetupError(
      `To build the mediasoup worker, packages are missing. Install them, then start again:\n  sudo ${command}\n${OTHER_WAY}`,
    );
  }
  say(`Installing what the build of the mediasoup worker needs: ${missing.join(' ')}`);
  // A fresh machine has no package lists, an old one has stale ones; most have good ones.
  if ((await machine.aptGet([...INSTALL, ...missing], log)) === 0) return;
  await machine.aptGet(['update'], log);
  if ((await machine.aptGet([...INSTALL, ...missing], log)) === 0) return;
  throw new SetupError(
    `apt-get could not install the packages that the build of the mediasoup worker needs:\n${await lastLines(log)}\nInstall them by hand, then start again:\n  ${command}\n${OTHER_WAY}`,
  );
}

/**
 * @param {string} osRelease
 * @returns {boolean}
 */
export function isDebianLike(osRelease) {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replace(/["']/g, '').split(' '),
  );
  return ids.includes('debian') || ids.includes('ubuntu');
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<string[]>}
 */
async function installedPackages(names) {
  // Exits with 1 where it does not know one of the names, and still prints the others.
  const { stdout } = await execute('dpkg-query', [
    '--show',
    '--showformat=${Package} ${db:Status-Status}\n',
    ...names,
  ]).catch((error) => {
    if (typeof error.stdout === 'string' && error.code === 1) return error;
    throw new SetupError(`Cannot ask dpkg-query which packages are installed: ${error.message}`, { cause: error });
  });
  return stdout
    .split('\n')
    .filter((/** @type {string} */ line) => line.endsWith(' installed'))
    .map((/** @type {string} */ line) => line.split(' ')[0]);
}
