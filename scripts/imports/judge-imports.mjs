import { isBuiltin } from 'node:module';
import { posix } from 'node:path';

/** @typedef {import('./find-imports.mjs').Import} Import */
/** @typedef {import('./table.mjs').Zone} Zone */

/**
 * @typedef {object} Source
 * @property {string} file relative to the root, with /
 * @property {readonly Import[]} imports
 */

/**
 * @typedef {object} Rules
 * @property {readonly Zone[]} table
 * @property {(folder: string) => readonly string[]} declared the packages that a zone's package.json names
 */

/**
 * Holds sources against the table.
 * @param {readonly Source[]} sources
 * @param {Rules} rules
 * @returns {string[]} a line for each breach, with file, import and rule
 */
export function judgeImports(sources, rules) {
  const single = sources.flatMap((source) => {
    const zone = rules.table.find(({ folder }) => isIn(source.file, folder));
    if (!zone) return source.imports.length > 0 ? [`${source.file}: no part of the import table holds this file`] : [];
    return source.imports.flatMap((one) => {
      const fault = faultOf(one, { file: source.file, zone, declared: rules.declared(zone.folder) });
      return fault === undefined ? [] : [`${source.file}:${one.line}: "${one.specifier}": ${fault}`];
    });
  });
  return [...single, ...rules.table.flatMap((zone) => adapterFaults(zone, sources))];
}

/**
 * @param {Import} one
 * @param {{ file: string, zone: Zone, declared: readonly string[] }} where
 * @returns {string | undefined}
 */
function faultOf({ specifier, isType }, { file, zone, declared }) {
  if (specifier.startsWith('.')) return relativeFault(specifier, { file, zone });
  if (isBuiltin(specifier)) {
    if (!specifier.startsWith('node:')) return "Node's own modules are written node:…";
    return zone.node || isTest(file) ? undefined : `${zone.folder} runs in browsers too and has no Node modules`;
  }
  const tests = isTest(file) ? zone.tests : undefined;
  if (specifier.startsWith('@confab/')) {
    if ([...zone.ours, ...(tests?.ours ?? [])].includes(specifier)) return undefined;
    if (zone.oursAsTypes?.includes(specifier)) return isType ? undefined : `${zone.folder} may import its types only`;
    return `${zone.folder} may import of Confab ${listed([...zone.ours, ...(zone.oursAsTypes ?? [])])}`;
  }
  const name = packageOf(specifier);
  if (zone.never?.includes(name)) return `never in ${zone.folder}`;
  if (tests?.packages?.includes(specifier)) return undefined;
  if (zone.packages === 'declared') return declared.includes(name) ? undefined : `not in ${zone.folder}/package.json`;
  return zone.packages.includes(specifier) || (isTest(file) && declared.includes(name))
    ? undefined
    : `${zone.folder} may import of npm ${listed(zone.packages)}`;
}

/**
 * @param {string} specifier
 * @param {{ file: string, zone: Zone }} where
 */
function relativeFault(specifier, { file, zone }) {
  const target = posix.join(posix.dirname(file), specifier);
  if ([zone.folder, ...(zone.outside ?? [])].some((folder) => isIn(target, folder))) {
    // From production into tests.
    return !isTest(file) && isTest(target) && isSource(target)
      ? 'tests and their helpers stay out of what is shipped'
      : undefined;
  }
  return `relative imports stay inside ${listed([zone.folder, ...(zone.outside ?? [])])}`;
}

/**
 * @param {Zone} zone
 * @param {readonly Source[]} sources
 */
function adapterFaults(zone, sources) {
  const own = sources.filter(({ file }) => isIn(file, zone.folder) && !isTest(file));
  return (zone.adapters ?? []).flatMap(({ name, folder }) => {
    const users = own
      .filter(({ imports }) => imports.some(({ specifier }) => packageOf(specifier) === name))
      .map(({ file }) => file);
    if (folder === undefined) {
      return users.length > 1
        ? [`${zone.folder}: "${name}" belongs into one file, and is imported in ${users.join(', ')}`]
        : [];
    }
    return users
      .filter((file) => !isIn(file, folder))
      .map((file) => `${file}: "${name}" may be imported below ${folder} only`);
  });
}

/** @param {string} file @param {string} folder */
const isIn = (file, folder) => file === folder || file.startsWith(`${folder}/`);

/**
 * Tests, what helps them, and the configuration of tools: none of it is shipped.
 * @param {string} file
 */
const isTest = (file) => /\.(test|config)\.[cm]?[jt]sx?$|(^|\/)(test|testing)\//.test(file);

/** @param {string} file */
const isSource = (file) => /(^|\/)src\//.test(file);

/** @param {string} specifier */
const packageOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** @param {readonly string[]} names */
const listed = (names) => (names.length === 0 ? 'nothing' : names.join(', '));
