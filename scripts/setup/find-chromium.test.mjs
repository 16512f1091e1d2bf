import { describe, expect, it } from 'vitest';
import { findChromium } from './find-chromium.mjs';

/**
 * A machine with these programs; each command of `installs` adds one when it is run.
 * @param {{ programs?: string[], installs?: Record<string, string>, isRoot?: boolean, env?: NodeJS.ProcessEnv }} what
 */
function machine({ programs = [], installs = {}, isRoot = false, env = {} }) {
  const there = new Set(programs);
  /** @type {string[]} */
  const commands = [];
  return {
    env: { PATH: '/usr/local/bin:/usr/bin', ...env },
    isRoot,
    exists: (/** @type {string} */ path) => there.has(path),
    playwrightPath: () => '/home/playwright/chrome',
    run: async (/** @type {string} */ program, /** @type {readonly string[]} */ args) => {
      if (args[0] === '--version') return { code: there.has(program) ? 0 : 1, output: '' };
      commands.push([program, ...args].join(' '));
      const added = installs[args[0] ?? ''];
      if (added) there.add(added);
      return { code: added ? 0 : 1, output: 'it failed' };
    },
    say: () => undefined,
    commands,
  };
}

const apt = '/usr/bin/apt-get';

describe('findChromium', () => {
  it('takes the one that is named, and says so when it does not run', async () => {
    const env = { CONFAB_CHROMIUM: '/opt/chrome' };
    expect(await findChromium(machine({ programs: ['/opt/chrome', '/usr/bin/chromium'], env }))).toBe('/opt/chrome');
    await expect(findChromium(machine({ env }))).rejects.toThrow('CONFAB_CHROMIUM names a program that does not run');
  });

  it("prefers the system's, whatever its name", async () => {
    const programs = ['/usr/bin/google-chrome', '/home/playwright/chrome'];
    expect(await findChromium(machine({ programs }))).toBe('/usr/bin/google-chrome');
  });

  it("then takes Playwright's own", async () => {
    const own = machine({ programs: ['/home/playwright/chrome', apt], isRoot: true });
    expect(await findChromium(own)).toBe('/home/playwright/chrome');
    expect(own.commands).toEqual([]);
  });

  it('passes by a program that does not run', async () => {
    const advert = machine({ programs: ['/home/playwright/chrome'] });
    const seesAdvert = {
      ...advert,
      exists: (/** @type {string} */ path) => path === '/usr/bin/chromium-browser' || advert.exists(path),
    };
    expect(await findChromium(seesAdvert)).toBe('/home/playwright/chrome');
  });

  it('installs the package of the distribution as root', async () => {
    const fresh = machine({ programs: [apt], isRoot: true, installs: { install: '/usr/bin/chromium' } });
    expect(await findChromium(fresh)).toBe('/usr/bin/chromium');
    expect(fresh.commands).toEqual(['apt-get install -y --no-install-recommends chromium']);
  });

  it("downloads Playwright's for anybody else", async () => {
    const user = machine({ programs: [apt], installs: { playwright: '/home/playwright/chrome' } });
    expect(await findChromium(user)).toBe('/home/playwright/chrome');
    expect(user.commands).toEqual(['npx playwright install chromium']);
  });

  it('says what to do when nothing helps', async () => {
    const closed = machine({ programs: [apt], isRoot: true });
    await expect(findChromium(closed)).rejects.toThrow('run "sudo apt-get install chromium"');
    expect(closed.commands).toEqual([
      'apt-get install -y --no-install-recommends chromium',
      'apt-get update',
      'apt-get install -y --no-install-recommends chromium',
      'npx playwright install chromium',
    ]);
  });
});
