import { writeFile } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { keepProven } from '../cache.mjs';

// A closed network must be noticed in seconds. It is a file of some 10 MB.
const SILENCE_MS = 5_000;
const TOTAL_MS = 60_000;
const MAX_BYTES = 100e6;

/**
 * Tier 3: the program that mediasoup's makers publish with each release.
 * @param {import('./tier.mjs').TierContext} context
 * @returns {Promise<import('./tier.mjs').Outcome>}
 */
export async function fromDownload({ env, say, mediasoup, cached, faultOf, signal }) {
  if (env['CONFAB_OFFLINE'] === '1') return { reason: 'CONFAB_OFFLINE=1 forbids the download' };
  const url = prebuiltUrl(mediasoup, env);
  say(`Downloading the mediasoup worker from ${new URL(url).host}`);

  /** @type {Buffer} */
  let program;
  try {
    program = workerInArchive(await fetchWithin(url, signal));
  } catch (error) {
    signal.throwIfAborted();
    return { reason: `the download failed (${reasonOf(error)})` };
  }
  const make = async (/** @type {string} */ folder) => {
    const bin = join(folder, 'mediasoup-worker');
    await writeFile(bin, program);
    return bin;
  };
  const fault = await keepProven(cached, { make, faultOf });
  return fault === undefined ? { bin: cached, how: 'downloaded' } : { reason: `the downloaded program ${fault}` };
}

/**
 * As mediasoup's own install script builds it.
 * @param {import('../mediasoupPackage.mjs').MediasoupPackage} mediasoup
 * @param {NodeJS.ProcessEnv} env
 */
function prebuiltUrl({ version, repository }, env) {
  const base = env['MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'] || `${repository}/releases/download`;
  const kernel = platform() === 'linux' ? `-kernel${Number(release().split('.')[0])}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${platform()}-${arch()}${kernel}.tgz`;
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Buffer>}
 */
async function fetchWithin(url, signal) {
  const silence = new AbortController();
  const giveUp = () => silence.abort(new Error(`nothing came for ${SILENCE_MS / 1000} s`));
  let timer = setTimeout(giveUp, SILENCE_MS);
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, silence.signal, AbortSignal.timeout(TOTAL_MS)]),
    });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    const chunks = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENCE_MS);
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new Error(`more than ${MAX_BYTES / 1e6} MB`);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Buffer} tgz
 * @returns {Buffer} the content of the file mediasoup-worker in it
 */
export function workerInArchive(tgz) {
  const tar = gunzipSync(tgz, { maxOutputLength: MAX_BYTES });
  // 512 bytes of header (name at 0, size in octal digits at 124), then the content in blocks of 512.
  for (let at = 0; at + 512 <= tar.length;) {
    const text = (/** @type {number} */ from, /** @type {number} */ to) =>
      tar.toString('latin1', at + from, at + to).split('\0')[0] ?? '';
    const size = Number.parseInt(text(124, 136).trim() || '0', 8);
    if (!(size >= 0)) break;
    if (/^(\.\/)?mediasoup-worker$/.test(text(0, 100)) && at + 512 + size <= tar.length)
      return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error('the archive holds no mediasoup-worker');
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  // fetch says no more than "fetch failed"; what failed is in its cause.
  return error.cause instanceof Error ? error.cause.message : error.message;
}
