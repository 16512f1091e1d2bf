import { parseArgs } from 'node:util';
import { SetupError } from '../../sfu/worker/SetupError.mjs';

/** How often something is done, in how many minutes: a whole number from 1 to 9999. */
export const COUNT = /^[1-9]\d{0,3}$/;

/**
 * The options of a command, each a text that must look like its pattern, or a switch without a value (`true`).
 * @template {Record<string, RegExp | true>} Rules
 * @param {readonly string[]} args
 * @param {Rules} rules
 * @param {string} usage what is said of everything that is not as it should be
 * @returns {{ [K in keyof Rules]?: Rules[K] extends true ? boolean : string }} those that were given
 */
export function parseOptions(args, rules, usage) {
  const values = readValues(args, rules, usage);
  for (const [name, rule] of Object.entries(rules)) {
    const value = values[name];
    if (rule !== true && value !== undefined && !rule.test(String(value))) throw new SetupError(usage);
  }
  return /** @type {ReturnType<typeof parseOptions<Rules>>} */ (values);
}

/**
 * @param {readonly string[]} args
 * @param {Record<string, RegExp | true>} rules
 * @param {string} usage
 * @returns {Record<string, string | boolean | undefined>}
 */
function readValues(args, rules, usage) {
  const options = Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, { type: typeOf(rule) }]));
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new SetupError(usage, { cause });
  }
}

/**
 * @param {RegExp | true} rule
 * @returns {'boolean' | 'string'}
 */
const typeOf = (rule) => (rule === true ? 'boolean' : 'string');
