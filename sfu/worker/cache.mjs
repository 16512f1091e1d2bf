import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { arch, homedir, platform } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { SetupError } from './SetupError.mjs';
import { edits } from './build/edits.mjs';

const STALE_MS = 24 * 60 * 60 * 1000;
const EDITS_TAG = createHash('sha256').update(JSON.stringify(edits)).digest('hex').slice(0, 8);

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} the folder of all that Confab keeps for this user and could make again
 */
export function defaultCacheDir(env) {
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG rules say that a relative path is to be ignored.
  return join(xdg && isAbsolute(xdg) ? xdg : join(env['HOME'] || homedir(), '.cache'), 'confab');
}

/**
 * Where the program of this mediasoup version for this machine is kept. The distribution is part of the name,
 * because what tier 4 builds is linked with the distribution's shared libraries, and so is what it changes: a program
 * that was built before an edit came is not taken for one with it.
 * @param {string} cacheDir
 * @param {string} version of mediasoup
 * @returns {Promise<string>}
 */
export async function cachedWorker(cacheDir, version) {
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return join(
    cacheDir,
    'mediasoup-worker',
    `${version}-${platform()}-${arch()}-${distributionTag(osRelease)}-${EDITS_TAG}`,
    'mediasoup-worker',
  );
}

/**
 * @param {string} osRelease the text of /etc/os-release
 * @returns {string} such as debian12
 */
export function distributionTag(osRelease) {
  const value = (/** @type {string} */ key) => new RegExp(`^${key}="?([\\w.-]+)"?$`, 'm').exec(osRelease)?.[1] ?? '';
  return `${value('ID')}${value('VERSION_ID')}` || 'unknown';
}

/**
 * Makes a program aside, proves it, and only then moves it to its place, in one step: another clone that does
 * the same at the same time sees either no program or a whole one.
 * @param {string} target
 * @param {{ make: (folder: string) => Promise<string>, faultOf: (bin: string) => Promise<string | undefined> }} how
 * `make` resolves to the program that it has put somewhere into the folder
 * @returns {Promise<string | undefined>} what is wrong with the program; undefined when it is in its place
 */
export async function keepProven(target, { make, faultOf }) {
  const parent = dirname(dirname(target));
  return explainDisk(parent, async () => {
    await mkdir(dirname(target), { recursive: true });
    await removeStale(parent);
    const folder = await mkdtemp(join(parent, 'making-'));
    try {
      const bin = await make(folder);
      await chmod(bin, 0o755);
      const fault = await faultOf(bin);
      if (fault === undefined) await rename(bin, target);
      return fault;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/**
 * What a power cut or a SIGKILL left behind.
 * @param {string} parent
 */
async function removeStale(parent) {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('making-')) continue;
    const folder = join(parent, name);
    const made = await stat(folder).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > STALE_MS) await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function explainDisk(folder, work) {
  try {
    return await work();
  } catch (cause) {
    const code = /** @type {NodeJS.ErrnoException} */ (cause).code ?? '';
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new SetupError(
        `The disk is full below ${folder}. Making the mediasoup worker takes about 50 MB there: make room, or set XDG_CACHE_HOME to another folder.`,
        { cause },
      );
    }
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code)) {
      throw new SetupError(
        `Cannot write below ${folder}, where the mediasoup worker is to be kept (${code}). Make it writable, or set XDG_CACHE_HOME to another folder.`,
        { cause },
      );
    }
    throw cause;
  }
}
