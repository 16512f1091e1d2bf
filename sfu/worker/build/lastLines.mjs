import { readFile } from 'node:fs/promises';

/**
 * @param {string} file
 * @returns {Promise<string>} its last 20 lines and its name, to be read after a failure
 */
export async function lastLines(file) {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text
    .trimEnd()
    .split('\n')
    .slice(-20)
    .map((line) => `  | ${line}`);
  return [...lines, `  The whole log: ${file}`].join('\n');
}
