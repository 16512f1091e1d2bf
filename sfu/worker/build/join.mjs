import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../SetupError.mjs';

/** @typedef {{ readonly path: string, readonly text: string }} Source */

// Measured on 2 cores: src/ takes 112 s of CPU with 2,800 lines, about 95 s with 4,200. Longer files save little
// more, take over 700 MB each to compile, and leave cores idle at the end.
const JOINED_MAX_LINES = 4200;

// A static or constexpr (so file-local) function or variable, outside of any function.
const FILE_LOCAL =
  /^\t{0,2}(?:alignas\(\d+\) )?(?:inline )?(?:static|constexpr) [^;=({]*?(\w+) ?(?:\[[^\]]*\])? ?[;=({]/gm;

// Must come before the first use of the template, so before everything else in its translation unit.
const SPECIALIZATION = /^\s*template<>/m;

/**
 * Nearly all of a C++ compiler's time here goes into headers that every file includes anew, so the
 * worker's 258 sources are compiled as 20-odd joined ones. Afterwards `<folder>/joined/meson.build` defines
 * `joined_sources`.
 * @param {string} folder that holds a meson.build
 * @param {{ list: string, more?: readonly string[] }} what name of the list of sources in it, and what it lacks
 */
export async function joinSources(folder, { list, more = [] }) {
  const files = [...listedSources(await readFile(join(folder, 'meson.build'), 'utf8'), list), ...more];
  const sources = await Promise.all(
    files.map(async (file) => ({ path: `../${file}`, text: await readFile(join(folder, file), 'utf8') })),
  );
  const groups = groupSources(sources);

  await mkdir(join(folder, 'joined'));
  await Promise.all(groups.map((group, i) => writeFile(join(folder, 'joined', `joined${i}.cpp`), joinedText(group))));
  const names = groups.map((_, i) => `'joined${i}.cpp'`);
  await writeFile(join(folder, 'joined', 'meson.build'), `joined_sources = files(${names.join(', ')})\n`);
}

/**
 * The files of `<list> = ['a.cpp', 'b.cpp']` and `<list> += […]` in a meson.build.
 * @param {string} meson
 * @param {string} list
 * @returns {string[]}
 */
export function listedSources(meson, list) {
  const bodies = [...meson.matchAll(new RegExp(`^\\s*${list} \\+?= \\[([^\\]]*)\\]`, 'gm'))].map(
    ([, body = '']) => body,
  );
  const files = bodies.flatMap((body) => [...body.matchAll(/'([^']+)'/g)].map(([, file = '']) => file));
  if (files.length === 0)
    throw new SetupError(
      `The worker's meson.build has no list ${list}: Confab does not know how to build this version of mediasoup.`,
    );
  return files;
}

/**
 * Groups sources so that each group can be one translation unit: files that give a file-local thing the
 * same name stay apart.
 * @param {readonly Source[]} sources
 * @returns {Source[][]}
 */
export function groupSources(sources) {
  /** @type {{ members: Source[], lines: number, names: Set<string> }[]} */
  const groups = [];
  for (const source of sources) {
    const lines = source.text.split('\n').length;
    const names = [...source.text.matchAll(FILE_LOCAL)].map(([, name = '']) => name);
    const fits = groups.find(
      (group) => group.lines + lines <= JOINED_MAX_LINES && !names.some((name) => group.names.has(name)),
    );
    if (fits && !SPECIALIZATION.test(source.text)) {
      fits.members.push(source);
      fits.lines += lines;
      for (const name of names) fits.names.add(name);
    } else {
      groups.push({ members: [source], lines, names: new Set(names) });
    }
  }
  // The longest first, so that no core is left alone with it at the end.
  return groups.sort((a, b) => b.lines - a.lines).map(({ members }) => members);
}

/**
 * Every source of the worker defines MS_CLASS, the class name in its log lines.
 * @param {readonly Source[]} group
 * @returns {string}
 */
export const joinedText = (group) => group.map(({ path }) => `#undef MS_CLASS\n#include "${path}"\n`).join('');
