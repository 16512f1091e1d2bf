import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './prepare.mjs';

// A mirror that lacks the programs for other platforms makes npm write a lock file without them, and then
// "npm ci" refuses it everywhere.
it('package-lock.json names the programs of every platform', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  /** @type {string[]} */
  const missing = [];
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const name of Object.keys(optionalDependencies)) {
      if (!packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]) missing.push(name);
    }
  }
  expect(missing).toEqual([]);
});

it('package-lock.json names no download addresses, so that it works behind any mirror', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const addresses = Object.values(packages).map(({ resolved = '' }) => resolved);
  expect(addresses.filter((address) => /^https?:/.test(address))).toEqual([]);
});
