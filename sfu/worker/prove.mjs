import { spawn } from 'node:child_process';
import { access, constants, readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION_MARK } from './build/versionMark.mjs';
import { endGroup } from './endGroup.mjs';

const conversation = fileURLToPath(new URL('proof/conversation.mjs', import.meta.url));

// It takes a quarter of a second on an idle machine; one with much else to do must not make the program anew.
const DEADLINE_MS = 60_000;

/**
 * @typedef {object} ProveOptions
 * @property {import('./mediasoupPackage.mjs').MediasoupPackage} mediasoup
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal
 * @property {number} [deadlineMs]
 */

/**
 * Proves that a program is a mediasoup worker which this machine can run and which speaks this version of
 * mediasoup: mediasoup itself does not ask, and a worker of another version works until a field is misread.
 * @param {string} bin
 * @param {ProveOptions} options
 * @returns {Promise<string | undefined>} what is wrong with it, as the end of a sentence; undefined when it is good
 */
export async function faultOf(bin, { mediasoup, env, signal, deadlineMs = DEADLINE_MS }) {
  const file = await stat(bin).catch(() => undefined);
  if (!file) return 'does not exist';
  if (!file.isFile()) return 'is not a file';
  const isExecutable = await access(bin, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isExecutable) return 'is not executable';

  const version = await claimedVersion(bin);
  if (version !== undefined && version !== mediasoup.version) {
    return `is of mediasoup ${version}, but mediasoup ${mediasoup.version} is installed, and both must be the same`;
  }
  return talk(bin, { mediasoup, env, signal, deadlineMs });
}

/**
 * Whether it was built by us, so with what edits.mjs mends.
 * @param {string} bin
 */
export const isOurs = async (bin) => (await readFile(bin)).includes(VERSION_MARK);

/**
 * The program does not know its version. But ours carry a mark, and others mostly lie in their npm package.
 * @param {string} bin
 * @returns {Promise<string | undefined>}
 */
async function claimedVersion(bin) {
  const program = await readFile(bin, 'latin1');
  const start = program.indexOf(VERSION_MARK);
  if (start !== -1) return program.slice(start + VERSION_MARK.length, program.indexOf('\0', start));

  // <package>/worker/out/Release/mediasoup-worker
  const packageJson = await readFile(resolve(bin, '../../../../package.json'), 'utf8').catch(() => '{}');
  const { name, version } = JSON.parse(packageJson);
  return name === 'mediasoup' ? version : undefined;
}

/**
 * @param {string} bin
 * @param {Required<ProveOptions>} options
 * @returns {Promise<string | undefined>}
 */
async function talk(bin, { mediasoup, env, signal, deadlineMs }) {
  signal.throwIfAborted();
  // A group of its own, so that a worker that hangs ends with it.
  const child = spawn(process.execPath, [conversation, mediasoup.folder, resolve(bin)], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => endGroup(child.pid, 'SIGKILL');
  process.on('exit', end);
  signal.addEventListener('abort', end);
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    end();
  }, deadlineMs);
  let verdict = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (verdict += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
  try {
    await new Promise((done, failed) => child.once('close', done).once('error', failed));
  } finally {
    clearTimeout(deadline);
    process.off('exit', end);
    signal.removeEventListener('abort', end);
    // The worker of a conversation that was cut short.
    end();
  }
  signal.throwIfAborted();
  if (isLate) return `did not finish a short conversation within ${deadlineMs / 1000} s`;
  return faultIn(verdict, complaints, basename(bin));
}

/**
 * @param {string} verdict
 * @param {string} complaints
 * @param {string} name
 * @returns {string | undefined}
 */
function faultIn(verdict, complaints, name) {
  if (!verdict) return `could not be tried: ${complaints.trim().split('\n').slice(0, 5).join('\n  ')}`;
  /** @type {import('./proof/conversation.mjs').Verdict} */
  const told = JSON.parse(verdict);
  if (told.ok) return undefined;
  const own = told.log
    .filter((line) => line.includes('(stderr)'))
    .map((line) => `\n  ${name} says: ${line.replace(/^.*\(stderr\) /, '')}`);
  if (told.step === 'start')
    return `does not start as a mediasoup worker on this machine (${told.cause})${own.join('')}`;
  return `starts, but fails at ${told.step}: it is of another mediasoup version, or built wrongly (${told.cause})${own.join('')}`;
}
