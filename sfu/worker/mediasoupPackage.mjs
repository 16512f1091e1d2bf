import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { SetupError } from './SetupError.mjs';

/**
 * The installed mediasoup npm package.
 * @typedef {{ readonly folder: string, readonly version: string, readonly repository: string }} MediasoupPackage
 */

/**
 * Finds mediasoup as a file in `<root>/sfu` would, so in a workspace's node_modules as well as in the root's.
 * @param {string} root of the repository
 * @returns {Promise<MediasoupPackage>}
 */
export async function findMediasoup(root) {
  const require = createRequire(join(root, 'sfu', 'package.json'));
  const searched = require.resolve.paths('mediasoup') ?? [];
  for (const nodeModules of searched) {
    const folder = join(nodeModules, 'mediasoup');
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const { version, repository } = JSON.parse(text);
    return { folder, version, repository: repository.url.replace(/^git\+/, '').replace(/\.git$/, '') };
  }
  throw new SetupError(`The npm package mediasoup is not installed below ${dirname(join(root, 'sfu'))}. Run: npm ci`);
}
