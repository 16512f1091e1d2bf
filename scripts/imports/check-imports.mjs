import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../setup/prepare.mjs';
import { findImports } from './find-imports.mjs';
import { judgeImports } from './judge-imports.mjs';
import { table } from './table.mjs';

/** Holds every source of this clone against the import table. */
export async function run() {
  const sources = listSources().map((file) => ({
    file,
    imports: findImports(file, readFileSync(join(root, file), 'utf8')),
  }));
  const faults = judgeImports(sources, { table, declared });
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) return 1;
  process.stdout.write(`${sources.length} files keep the import table.\n`);
  return 0;
}

const skipped = new Set(['node_modules', 'dist', 'fixtures', 'test-results']);

/** @param {string} folder @returns {string[]} */
function sourcesIn(folder) {
  const entries = existsSync(join(root, folder)) ? readdirSync(join(root, folder), { withFileTypes: true }) : [];
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sourcesIn(path);
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : [];
  });
}

/** The parts of the house, whether the table knows them or not. */
const listSources = () => ['packages', 'apps', 'signaling', 'sfu', 'e2e', 'bench', 'scripts'].flatMap(sourcesIn);

/**
 * The packages that the nearest package.json names.
 * @param {string} folder
 * @returns {string[]}
 */
function declared(folder) {
  const file = join(root, folder, 'package.json');
  if (!existsSync(file)) return declared(dirname(folder));
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
}
