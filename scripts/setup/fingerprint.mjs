import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * One short text that changes when any of the files under these paths does.
 * @param {string} root
 * @param {readonly string[]} paths of files and folders, relative to root; what is missing counts as such
 * @param {readonly string[]} [more] whatever else matters
 * @returns {Promise<string>}
 */
export async function fingerprint(root, paths, more = []) {
  const hash = createHash('sha256').update(JSON.stringify(more));
  const files = (await Promise.all(paths.map((path) => filesUnder(root, path)))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(join(root, file)).catch(nothing)));
  files.forEach((file, i) => hash.update(`\0${file}\0`).update(contents[i] ?? 'missing'));
  return hash.digest('hex');
}

const skipped = new Set(['node_modules', 'dist', 'test', 'test-results']);

/**
 * @param {string} root
 * @param {string} path
 * @returns {Promise<string[]>}
 */
async function filesUnder(root, path) {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(nothing);
  if (!entries) return [path];
  const nested = entries
    .filter(({ name }) => !skipped.has(name) && !/\.test\.tsx?$/.test(name))
    .map(async (entry) => {
      const inner = path + sep + entry.name;
      return entry.isDirectory() ? filesUnder(root, inner) : [inner];
    });
  return (await Promise.all(nested)).flat();
}

const nothing = () => undefined;
