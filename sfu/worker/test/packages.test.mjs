import { describe, expect, it } from 'vitest';
import { SetupError } from '../SetupError.mjs';
import { ensurePackages, isDebianLike, packages } from '../build/packages.mjs';

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';

/**
 * @param {Partial<import('../build/packages.mjs').Machine> & { aptCodes?: number[] }} given the exit codes of apt-get, in order
 */
function machine({ aptCodes = [], ...given }) {
  /** @type {string[]} */
  const commands = [];
  /** @type {import('../build/packages.mjs').Machine} */
  const made = {
    osRelease: async () => DEBIAN,
    installed: async () => packages.filter((name) => !['meson', 'libsrtp2-dev'].includes(name)),
    isRoot: true,
    aptGet: async (args) => {
      commands.push(args.join(' '));
      return aptCodes.shift() ?? 0;
    },
    ...given,
  };
  return { made, commands };
}

/** @param {ReturnType<typeof machine>} on */
const ensure = ({ made }) => ensurePackages({ say: () => {}, log: '/nowhere/build.log', machine: made });

const INSTALL = '-o DPkg::Lock::Timeout=120 install -y --no-install-recommends meson libsrtp2-dev';

describe('ensurePackages', () => {
  it('does nothing when all are installed', async () => {
    const on = machine({ installed: async () => [...packages] });
    await ensure(on);
    expect(on.commands).toEqual([]);
  });

  it('installs as root what is missing, and only that', async () => {
    const on = machine({});
    await ensure(on);
    expect(on.commands).toEqual([INSTALL]);
  });

  it('updates the package lists when they are missing or stale', async () => {
    const on = machine({ aptCodes: [100, 0, 0] });
    await ensure(on);
    expect(on.commands).toEqual([INSTALL, 'update', INSTALL]);
  });

  it('tells a user who is not root the exact command, and runs nothing', async () => {
    const on = machine({ isRoot: false });
    const done = ensure(on);
    await expect(done).rejects.toThrow(SetupError);
    await expect(done).rejects.toThrow(
      '  sudo apt-get install -y --no-install-recommends meson libsrtp2-dev\nOr set MEDIASOUP_WORKER_BIN',
    );
    expect(on.commands).toEqual([]);
  });

  it('tells root the exact command when apt-get fails', async () => {
    const done = ensure(machine({ aptCodes: [100, 100, 100] }));
    await expect(done).rejects.toThrow(SetupError);
    await expect(done).rejects.toThrow(
      /The whole log: \/nowhere\/build\.log\n[^]*\n {2}apt-get install -y --no-install-recommends meson libsrtp2-dev\n/,
    );
  });

  it.each([
    ['another distribution', 'ID=alpine\nVERSION_ID=3.20\n'],
    ['no /etc/os-release', ''],
  ])('refuses %s, naming the variable to set', async (_, osRelease) => {
    const on = machine({ osRelease: async () => osRelease });
    await expect(ensure(on)).rejects.toThrow(/Debian and Ubuntu[^]*Set MEDIASOUP_WORKER_BIN/);
    expect(on.commands).toEqual([]);
  });
});

describe('isDebianLike', () => {
  it.each([
    ['Debian', DEBIAN, true],
    ['Ubuntu', 'ID=ubuntu\nID_LIKE=debian\n', true],
    ['Mint', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
    ['Fedora', 'ID=fedora\nVARIANT_ID=debian\n', false],
  ])('%s', (_, osRelease, expected) => {
    expect(isDebianLike(osRelease)).toBe(expected);
  });
});
