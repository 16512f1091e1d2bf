import { SetupError } from '../SetupError.mjs';

/**
 * A source file, as a path that the joined file can include.
 * @typedef {{ path: string, text: string }} Source
 */

const JOINED_MAX_LINES = 2800;

// A static or constexpr (so file-local) function or variable, outside of any function.
const FILE_LOCAL = /^\t{0,2}(?:alignas\(\d+\) )?(?:inline )?(?:static|constexpr) [^;=({]*?(\w+) ?(?:\[[^\]]*\])? ?[;=({]/gm;

// Must be seen before the first use of the template, which the files around it would be.
const SPECIALIZATION = /^\s*template<>/m;

/**
 * The files of `<name> = [ 'a.cpp', 'b.cpp' ]` in a meson.build.
 * @param {string} meson
 * @param {string} name
 * @returns {string[]}
 */
export function listedSources(meson, name) {
  const list = [...meson.matchAll(new RegExp(`^\\s*${name} \\+?= \\[([^\\]]*)\\]`, 'gm'))];
  const files = list.flatMap(([, body = '']) => [...body.matchAll(/'([^']+)'/g)].map(([, file = '']) => file));
  if (files.length === 0) throw new SetupError(`The worker's meson.build has no list ${name}: this is not the mediasoup version that Confab knows how to build.`);
  return files;
}

/**
 * Groups sources so that each group can be one translation unit: files that give a file-local thing the
 * same name stay apart. Neighbours in the list, which share most of their headers, stay together.
 * @param {readonly Source[]} sources
 * @returns {Source[][]}
 */
export function groupSources(sources) {
  /** @type {{ members: Source[], lines: number, names: Set<string> }[]} */
  const groups = [];
  for (const source of sources) {
    const lines = source.text.split('\n').length;
    const names = [...source.text.matchAll(FILE_LOCAL)].map(([, name = '']) => name);
    const fits = SPECIALIZATION.test(source.text)
      ? undefined
      : groups.find((group) => group.lines + lines <= JOINED_MAX_LINES && !names.some((name) => group.names.has(name)));
    const group = fits ?? { members: [], lines: 0, names: new Set() };
    // In front of all others, where the file that opens a group already is.
    if (!fits) groups.push(group);
    group.members.push(source);
    group.lines += lines;
    for (const name of names) group.names.add(name);
  }
  // The longest first, so that no core is left alone with it at the end.
  return groups.sort((a, b) => b.lines - a.lines).map(({ members }) => members);
}

/**
 * The text of one joined file. Every worker source defines MS_CLASS, the class name in its log lines.
 * @param {readonly Source[]} group
 */
export const joinedText = (group) => group.map(({ path }) => `#undef MS_CLASS\n#include "${path}"\n`).join('');
