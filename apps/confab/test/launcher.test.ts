import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { expectGone, isAlive, RunningProgram } from './RunningProgram.ts';

const launch = fileURLToPath(new URL('./fixtures/launch.ts', import.meta.url));
const running: RunningProgram[] = [];

function run(env: Record<string, string> = {}): RunningProgram {
  const program = new RunningProgram({ args: ['--import', 'tsx', launch], env });
  running.push(program);
  return program;
}

/** The pids and ports of what the launcher started, once all is ready. */
async function ready(launcher: RunningProgram) {
  const [address] = await launcher.saw(/^Confab is ready at (\S+)$/);
  return { sfu: await said(launcher, 'sfu'), signaling: await said(launcher, 'signaling'), address };
}

async function said(launcher: RunningProgram, name: string, notPid = 0) {
  await expect.poll(() => tellings(launcher, name).filter(({ pid }) => pid !== notPid)).not.toEqual([]);
  return tellings(launcher, name).findLast(({ pid }) => pid !== notPid) ?? expect.unreachable();
}

const tellings = (launcher: RunningProgram, name: string) =>
  launcher.lines
    .map((line) => new RegExp(`^${name} pid=(\\d+) port=(\\d+)$`).exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), port: Number(match[2]) }] : []));

afterEach(() => {
  for (const program of running.splice(0)) program.kill('SIGKILL');
});

describe('the launcher, with stand-ins for both programs', () => {
  it('says once where Confab is ready, and leaves nothing behind on SIGTERM', async () => {
    const launcher = run();
    const { sfu, signaling, address } = await ready(launcher);
    expect(address).toBe(`http://localhost:${signaling.port}`);
    launcher.kill('SIGTERM');
    expect(await launcher.exited).toBe(0);
    await expectGone([sfu.pid, signaling.pid]);
    expect(launcher.lines.filter((line) => line.includes('is ready'))).toHaveLength(1);
  });

  it('starts again what is killed, on the same port, and says so', async () => {
    const launcher = run();
    const { sfu, signaling } = await ready(launcher);
    process.kill(sfu.pid, 'SIGKILL');
    const again = await said(launcher, 'sfu', sfu.pid);
    expect(again.port).toBe(sfu.port);
    expect(launcher.output).toContain('The sfu was ended by SIGKILL; it is started again now.');
    expect(isAlive(signaling.pid)).toBe(true);
    launcher.kill('SIGINT');
    expect(await launcher.exited).toBe(0);
    await expectGone([again.pid, signaling.pid]);
  });

  it.each([78, 69])('stops everything with exit code 1 when signaling ends with %i', async (code) => {
    const launcher = run({ SIGNALING_FAILS_WITH: String(code) });
    const sfu = await said(launcher, 'sfu');
    expect(await launcher.exited).toBe(1);
    await expectGone([sfu.pid]);
    expect(launcher.output).toContain('signaling: this cannot work\n');
    expect(launcher.output).toContain('The signaling server cannot run, for the reason above. Confab stops.\n');
  });

  it('leaves nothing behind even when it is killed itself', async () => {
    const launcher = run();
    const { sfu, signaling } = await ready(launcher);
    launcher.kill('SIGKILL');
    await expectGone([sfu.pid, signaling.pid]);
  });

  it('kills at the second signal what does not stop', async () => {
    const launcher = run({ SFU_DEAF: '1' });
    const { sfu, signaling } = await ready(launcher);
    launcher.kill('SIGTERM');
    await expectGone([signaling.pid]);
    await launcher.saw(/^sfu hears nothing$/);
    expect(isAlive(sfu.pid)).toBe(true);
    // Later than a Ctrl-C that npm hands on.
    await expect.poll(() => (launcher.kill('SIGTERM'), isAlive(sfu.pid)), { interval: 300 }).toBe(false);
    expect(await launcher.exited).toBe(0);
  });
});
