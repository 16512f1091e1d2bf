import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files around the code that name commands, paths and variables: what the frame's tests hold against the code. */

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} path */
export const read = (path) => readFileSync(join(root, path), 'utf8');

const made = new Set(['.git', '.cache', 'node_modules', 'dist', 'test-results', 'playwright-report', 'coverage']);

/**
 * @param {string} folder
 * @returns {string[]} the files under it that nothing has made, relative to the root
 */
const filesUnder = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !made.has(name))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]));

/** Every file of the project. */
export const files = filesUnder('');

export const pages = files.filter((path) => path.endsWith('.md'));
export const recipes = [
  'Dockerfile',
  'docker-compose.yml',
  '.gitlab-ci.yml',
  '.github/workflows/ci.yml',
  '.ci/run',
  'deploy/confab.service',
];

/**
 * Whether the repository has this file or folder.
 * @param {string} path
 */
export const isThere = (path) => {
  const plain = path.replace(/\/$/, '');
  return plain === '.' || files.some((file) => file === plain || file.startsWith(`${plain}/`));
};

/**
 * The npm scripts that a text tells its reader to run.
 * @param {string} text
 */
export const npmScriptsIn = (text) => [
  ...[...text.matchAll(/npm run ([a-z][\w:-]*)/g)].map(([, name]) => String(name)),
  ...[...text.matchAll(/npm (start|test)\b/g)].map(([, name]) => String(name)),
];

/**
 * Where a page's relative links lead, from the root.
 * @param {string} page
 */
export const linksOf = (page) =>
  [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target]) => String(target))
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => join(page, '..', target));

/**
 * What stands between backticks and begins with a folder of ours.
 * @param {string} page
 */
export const pathsIn = (page) => {
  const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  return [...read(page).matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+)\/?`/g)]
    .map(([, path]) => String(path))
    .filter(
      (path) => folders.has(path.split('/')[0]) && !path.includes('node_modules') && !/(^|\/)dist(\/|$)/.test(path),
    );
};
