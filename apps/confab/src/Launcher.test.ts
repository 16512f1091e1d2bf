import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import type { SignalingPorts } from './Launcher.ts';
import { Launcher } from './Launcher.ts';
import { FakeChild } from './testing/FakeChild.ts';

function setUp() {
  const clock = new FakeClock();
  const sfus: { readonly child: FakeChild; readonly controlPort: number | undefined }[] = [];
  const signalings: { readonly child: FakeChild; readonly ports: SignalingPorts }[] = [];
  const ready: number[] = [];
  const warnings: string[] = [];
  const answers: boolean[] = [];
  const launcher = new Launcher({
    clock,
    spawnSfu: (controlPort) => {
      const child = new FakeChild();
      sfus.push({ child, controlPort });
      return child;
    },
    spawnSignaling: (ports) => {
      const child = new FakeChild();
      signalings.push({ child, ports });
      return child;
    },
    isReady: async () => answers.shift() ?? true,
    onReady: (port) => ready.push(port),
    warn: (line) => warnings.push(line),
  });
  launcher.start();
  const sfu = () => sfus.at(-1)?.child ?? expect.unreachable('no sfu');
  const signaling = () => signalings.at(-1)?.child ?? expect.unreachable('no signaling');
  return { clock, sfus, signalings, ready, warnings, answers, launcher, sfu, signaling };
}

const gone = { code: 0, signal: null };

describe('Launcher', () => {
  it('starts signaling when the sfu listens, and is ready when signaling says so', async () => {
    const { clock, signalings, ready, answers, sfu, signaling } = setUp();
    answers.push(false, false, true);
    expect(signalings).toEqual([]);
    sfu().listen(4000);
    expect(signalings[0]?.ports).toEqual({ controlPort: 4000, httpPort: undefined });
    signaling().listen(8080);
    await expect.poll(() => clock.pending).toBe(2);
    clock.advance(100);
    await expect.poll(() => answers).toHaveLength(1);
    await Promise.resolve();
    expect(ready).toEqual([]);
    clock.advance(100);
    await expect.poll(() => ready).toEqual([8080]);
    expect(clock.pending).toBe(0);
  });

  it('starts the sfu again where it was, says so, and is not ready twice', async () => {
    const { clock, sfus, signalings, ready, warnings, sfu, signaling } = setUp();
    sfu().listen(4000);
    signaling().listen(8080);
    await expect.poll(() => ready).toEqual([8080]);
    sfu().end({ code: null, signal: 'SIGKILL' });
    clock.advance(0);
    sfu().listen(4000);
    expect(sfus.map(({ controlPort }) => controlPort)).toEqual([undefined, 4000]);
    expect(signalings).toHaveLength(1);
    signaling().end({ code: 1, signal: null });
    clock.advance(0);
    signaling().listen(8080);
    await Promise.resolve();
    expect(signalings[1]?.ports).toEqual({ controlPort: 4000, httpPort: 8080 });
    expect(ready).toEqual([8080]);
    expect(warnings).toEqual([
      'The sfu was ended by SIGKILL; it is started again now.',
      'The signaling server ended with exit code 1; it is started again now.',
    ]);
  });

  it('says how long it waits with a program that dies again', () => {
    const { clock, warnings, sfu } = setUp();
    sfu().end({ code: 1, signal: null });
    clock.advance(0);
    sfu().end({ code: 1, signal: null });
    expect(warnings.at(-1)).toBe('The sfu ended with exit code 1; it is started again in 0.25 s.');
  });

  it('stops everything with exit code 1 when one cannot run', async () => {
    const { clock, warnings, launcher, sfu, signaling } = setUp();
    sfu().listen(4000);
    signaling().end({ code: 69, signal: null });
    expect(sfu().asked).toEqual(['terminate']);
    sfu().end(gone);
    expect(await launcher.ended).toBe(1);
    expect(warnings).toEqual(['The signaling server cannot run, for the reason above. Confab stops.']);
    expect(clock.pending).toBe(0);
  });

  it('starts no signaling when it is stopped before the sfu listens', async () => {
    const { clock, signalings, launcher, sfu } = setUp();
    launcher.stop();
    sfu().listen(4000);
    sfu().end(gone);
    expect(await launcher.ended).toBe(0);
    expect(signalings).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('ends with 0 when it was asked to stop, after both are gone', async () => {
    const { launcher, ready, sfu, signaling } = setUp();
    sfu().listen(4000);
    signaling().listen(8080);
    await expect.poll(() => ready).toEqual([8080]);
    launcher.stop();
    let exitCode: number | undefined;
    void launcher.ended.then((code) => (exitCode = code));
    signaling().end(gone);
    await Promise.resolve();
    expect(exitCode).toBeUndefined();
    sfu().end(gone);
    await expect.poll(() => exitCode).toBe(0);
  });

  it('kills both at the second request', async () => {
    const { launcher, sfu, signaling } = setUp();
    sfu().listen(4000);
    launcher.stop();
    launcher.kill();
    expect([sfu().asked, signaling().asked]).toEqual([
      ['terminate', 'kill'],
      ['terminate', 'kill'],
    ]);
    sfu().end({ code: null, signal: 'SIGKILL' });
    signaling().end({ code: null, signal: 'SIGKILL' });
    expect(await launcher.ended).toBe(0);
  });

  it('does not wait for ever to become ready', async () => {
    const { clock, warnings, launcher, sfu } = setUp();
    clock.advance(30_000);
    expect(warnings.at(-1)).toMatch(/^Confab was not ready within 30 s/);
    sfu().end(gone);
    expect(await launcher.ended).toBe(1);
  });
});
