import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { explainFailure, installPackages } from './install-packages.mjs';

async function setUp() {
  const root = await temporaryFolder({
    'package.json': '{ "workspaces": ["packages/*", "server"] }',
    'package-lock.json': '{}',
    'packages/one/package.json': '{}',
    'server/package.json': '{}',
  });
  /** @type {string[][]} */
  const calls = [];
  /** @type {{ code: number, output: string }[]} */
  const outcomes = [];
  const npm = async (/** @type {readonly string[]} */ args) => {
    calls.push([...args]);
    await mkdir(join(root, 'node_modules'), { recursive: true });
    return outcomes.shift() ?? { code: 0, output: '' };
  };
  const said = /** @type {string[]} */ ([]);
  const install = () => installPackages({ root, env: {}, say: (line) => said.push(line), npm });
  return { root, calls, outcomes, said, install };
}

describe('installPackages', () => {
  it('installs once, without install scripts, and then finds it done', async () => {
    const { calls, said, install } = await setUp();
    await install();
    await install();
    expect(calls).toHaveLength(1);
    expect(calls[0]?.slice(0, 3)).toEqual(['ci', '--include=dev', '--ignore-scripts']);
    expect(said).toEqual(['Installing the npm packages …']);
  });

  it.each(['package-lock.json', 'packages/one/package.json', 'server/package.json'])(
    'installs again when %s has changed',
    async (file) => {
      const { root, calls, install } = await setUp();
      await install();
      await writeFile(join(root, file), '{ "name": "other" }');
      await install();
      expect(calls).toHaveLength(2);
    },
  );

  it('leaves no stamp while npm is at work, so that an interrupted installation is repaired', async () => {
    const { root, calls, outcomes, install } = await setUp();
    await install();
    await writeFile(join(root, 'package-lock.json'), '{ "changed": true }');
    outcomes.push({ code: 1, output: 'npm error code E418\nnpm error I am a teapot' });
    await expect(install()).rejects.toThrow(/npm could not install the packages[\s\S]*I am a teapot/);
    // Also when the old lock file comes back: what lies there now is neither.
    await writeFile(join(root, 'package-lock.json'), '{}');
    await install();
    expect(calls).toHaveLength(3);
  });

  it('installs again when node_modules was taken away', async () => {
    const { root, calls, install } = await setUp();
    await install();
    await rm(join(root, 'node_modules'), { recursive: true });
    await install();
    expect(calls).toHaveLength(2);
  });

  it('says what to do where it may not write', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write everywhere');
    const { root, calls, install } = await setUp();
    await mkdir(join(root, 'node_modules'));
    await chmod(join(root, 'node_modules'), 0o500);
    await expect(install()).rejects.toThrow(/may not write into .*\nRun it as the user who owns/);
    expect(calls).toEqual([]);
  });
});

describe('explainFailure', () => {
  it('names the cure for a missing right', () => {
    const text = explainFailure('/srv/confab', 'npm error code EACCES\nnpm error path /srv/confab/node_modules');
    expect(text).toContain(`sudo chown -R "$(id -un)" '/srv/confab'`);
    expect(text).toContain('npm error path /srv/confab/node_modules');
  });

  it('names the cure for a missing network', () => {
    const text = explainFailure('/srv/confab', 'npm error code ENOTFOUND\nnpm error network request failed');
    expect(text).toMatch(
      /^npm does not reach its registry\. Check the network, or name a mirror: npm config set registry/,
    );
  });

  it('shows why before where the log lies', () => {
    const output = [
      'npm warn old lock',
      'npm error code EUSAGE',
      'npm error',
      ...Array.from({ length: 20 }, (_, i) => `npm error line ${i}`),
    ];
    const lines = explainFailure('/srv/confab', output.join('\n')).split('\n');
    expect(lines[0]).toContain('package-lock.json does not fit');
    expect(lines.slice(1, 4)).toEqual(['npm said:', 'npm error code EUSAGE', 'npm error line 0']);
  });
});
