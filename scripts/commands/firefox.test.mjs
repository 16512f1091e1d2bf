import { describe, expect, it } from 'vitest';
import { whatIsMissing } from './firefox.mjs';

/** @param {{ isRoot?: boolean, files?: readonly string[], refuses?: string }} traits */
function createMachine({ isRoot = true, files = [], refuses = 'nothing' }) {
  /** @type {string[]} */
  const ran = [];
  const present = new Set(files);
  return {
    ran,
    say: () => undefined,
    env: {},
    isRoot,
    exists: (/** @type {string} */ path) => present.has(path),
    run: async (/** @type {string} */ program, /** @type {readonly string[]} */ args) => {
      ran.push([program, ...args].join(' '));
      if (program === refuses) return { code: 1, output: 'unshare failed: Operation not permitted\n' };
      if (program === 'apt-get') present.add('/usr/bin/firefox-esr');
      return { code: 0, output: '' };
    },
  };
}

describe('npm run e2e:firefox', () => {
  it('runs where there are namespaces and a Firefox', async () => {
    expect(await whatIsMissing(createMachine({ files: ['/usr/bin/firefox-esr'] }))).toBeUndefined();
  });

  it('says that namespaces are not allowed, in the words of the system', async () => {
    expect(await whatIsMissing(createMachine({ refuses: 'unshare' }))).toMatch(/namespace.*Operation not permitted/);
  });

  it('installs Firefox as root, and names the command to others', async () => {
    const machine = createMachine({ files: ['/usr/bin/apt-get'] });
    expect(await whatIsMissing(machine)).toBeUndefined();
    // Today's, and not the one that the lists of the day the machine was made know.
    expect(machine.ran.slice(-2)).toEqual(['apt-get update', 'apt-get install -y --no-install-recommends firefox-esr']);
    expect(await whatIsMissing(createMachine({ isRoot: false }))).toContain('apt-get install firefox-esr');
  });

  it('asks for a namespace of users as somebody else than root', async () => {
    const machine = createMachine({ isRoot: false });
    await whatIsMissing(machine);
    expect(machine.ran[0]).toMatch(/^unshare --map-root-user --net -- ip /);
  });
});
