import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyEdits } from './edits.mjs';
import { joinSources } from './join.mjs';
import { versionMarkSource } from './versionMark.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

// Built before, or brought along by someone else: not source.
const NOT_SOURCE = new Set(['out', 'prebuild', 'pip_invoke']);

/** What each stand-in for a library that meson would download is made of, beside subprojects/<name>. */
const standIns = /** @type {const} */ ({
  'abseil-cpp': undefined,
  flatbuffers: undefined,
  libsrtp3: 'srtp3',
  libuv: undefined,
  openssl: undefined,
  'unordered-dense': 'unordered_dense',
});

/**
 * Copies the worker's source out of the npm package and makes it buildable with the distribution's
 * libraries. The package itself is never touched.
 * @param {import('../mediasoupPackage.mjs').MediasoupPackage} mediasoup
 * @param {string} copy an empty folder
 */
export async function copyWorkerSource(mediasoup, copy) {
  const source = join(mediasoup.folder, 'worker');
  await cp(source, copy, { recursive: true, filter: (from) => !NOT_SOURCE.has(relative(source, from)) });
  await applyEdits(copy, mediasoup.version);
  await appendFile(join(copy, 'src/main.cpp'), versionMarkSource(mediasoup.version));
  await joinSources(copy, { list: 'common_sources', more: ['src/main.cpp'] });
  await joinSources(join(copy, 'deps/libwebrtc'), { list: 'libwebrtc_sources' });
  for (const [name, adapter] of Object.entries(standIns)) await putStandIn(copy, name, adapter);
}

/**
 * meson takes a subproject from the folder that its .wrap names, and downloads it only if there is none.
 * @param {string} copy
 * @param {string} name
 * @param {string | undefined} adapter
 */
async function putStandIn(copy, name, adapter) {
  const wrap = await readFile(join(copy, 'subprojects', `${name}.wrap`), 'utf8');
  const directory = /^directory *= *([\w.-]+)$/m.exec(wrap)?.[1] ?? name;
  const folder = join(copy, 'subprojects', directory);
  // Left by a build inside the package.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await cp(join(here, 'subprojects', name), folder, { recursive: true });
  await writeFile(join(folder, 'nothing.cpp'), '');
  if (adapter) await cp(join(here, 'adapters', adapter), join(folder, 'include'), { recursive: true });
}
