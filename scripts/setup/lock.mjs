import { access, constants, link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ASK_AGAIN_MS = 200;
const TOUCH_EVERY_MS = 2000;
// Also recognised by the time: a pid may have been given to another process.
const STALE_AFTER_MS = 15_000;

/**
 * Runs work while no other process of this clone does: two setups at once would take each other's files away.
 * `onWait` is told who is at work each time that it has to wait on.
 * @template T
 * @param {{ file: string, onWait: (pid: string) => void }} lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock({ file, onWait }, work) {
  if (!(await canWrite(dirname(file)))) return work();
  for (let holder = await take(file); holder !== undefined; holder = await take(file)) {
    onWait(holder);
    await sleep(ASK_AGAIN_MS);
  }
  const touching = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), TOUCH_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    await rm(file, { force: true });
  }
}

/**
 * Who may not write here takes nobody's files away, and needs no lock to find everything done.
 * @param {string} folder made if it is not there
 */
async function canWrite(folder) {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} file
 * @returns {Promise<string | undefined>} who holds it, or undefined when it is ours now
 */
async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const holder = await readFile(file, 'utf8').catch(() => '');
  if (await isHeld(file, holder)) return holder;
  await putAside(file, holder);
  return holder;
}

/**
 * @param {string} file
 * @param {string} holder who has abandoned it
 */
async function putAside(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
    // Somebody else put the old one aside a moment ago, and this is already the new holder's.
    if ((await readFile(aside, 'utf8')) !== holder) await link(aside, file);
  } catch {
    // Put aside by somebody else; who takes it next is decided by the exclusive write.
  }
  await rm(aside, { force: true });
}

/**
 * @param {string} file
 * @param {string} holder
 */
async function isHeld(file, holder) {
  const touched = await stat(file).catch(() => undefined);
  if (!touched || Date.now() - touched.mtimeMs > STALE_AFTER_MS) return false;
  const pid = Number(holder);
  // Somebody is just about to write it.
  if (!pid) return true;
  return pid !== process.pid && isRunning(pid);
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
