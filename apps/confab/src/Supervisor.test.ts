import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { Supervisor } from './Supervisor.ts';
import { FakeChild } from './testing/FakeChild.ts';

function setUp() {
  const clock = new FakeClock();
  const children: FakeChild[] = [];
  const log: unknown[] = [];
  const supervisor = new Supervisor({
    clock,
    spawn: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    onListening: (port) => log.push(['listening', port]),
    onDeath: (exit, restartInMs) => log.push(['death', exit.code ?? exit.signal, restartInMs]),
    onGivenUp: (exit) => log.push(['given up', exit.code]),
  });
  supervisor.start();
  const last = () => children[children.length - 1] ?? expect.unreachable('nothing was started');
  const die = (code: number) => last().end({ code, signal: null });
  return { clock, children, log, supervisor, last, die };
}

describe('Supervisor', () => {
  it('starts its program once', () => {
    const { children, supervisor } = setUp();
    supervisor.start();
    expect(children).toHaveLength(1);
  });

  it('starts again what died, at once the first time, then slower and slower', () => {
    const { clock, children, log, die } = setUp();
    for (const wait of [0, 250, 500, 1000, 2000, 4000, 5000, 5000]) {
      const before = children.length;
      die(1);
      if (wait > 0) clock.advance(wait - 1);
      expect(children).toHaveLength(before);
      clock.advance(wait > 0 ? 1 : 0);
      expect(children).toHaveLength(before + 1);
    }
    expect(log.at(-1)).toEqual(['death', 1, 5000]);
  });

  it('forgets earlier deaths after 30 s of life', () => {
    const { clock, log, die } = setUp();
    die(1);
    clock.advance(0);
    die(1);
    clock.advance(250);
    clock.advance(30_000);
    die(1);
    clock.advance(0);
    clock.advance(29_999);
    die(1);
    expect(log).toEqual([
      ['death', 1, 0],
      ['death', 1, 250],
      ['death', 1, 0],
      ['death', 1, 250],
    ]);
  });

  it('gives up on a wrong configuration, also later', async () => {
    const { clock, children, log, last, die, supervisor } = setUp();
    last().listen(4000);
    die(1);
    clock.advance(0);
    die(78);
    expect(log).toEqual([
      ['listening', 4000],
      ['death', 1, 0],
      ['given up', 78],
    ]);
    await supervisor.stop();
    expect([children.length, clock.pending]).toEqual([2, 0]);
  });

  it('gives up on a taken port at the first start only', () => {
    const first = setUp();
    first.die(69);
    expect(first.log).toEqual([['given up', 69]]);

    const later = setUp();
    later.last().listen(4000);
    later.die(69);
    expect(later.log.at(-1)).toEqual(['death', 69, 0]);
  });

  it('stops: asks first, ends by force after 5 s, and starts nothing again', async () => {
    const { clock, children, last, supervisor } = setUp();
    const child = last();
    const stopped = supervisor.stop();
    expect(child.asked).toEqual(['terminate']);
    clock.advance(4999);
    expect(child.asked).toEqual(['terminate']);
    clock.advance(1);
    expect(child.asked).toEqual(['terminate', 'kill']);
    child.end({ code: null, signal: 'SIGKILL' });
    await stopped;
    expect([children.length, clock.pending]).toEqual([1, 0]);
  });

  it('asks a child that is stopping only once', async () => {
    const { clock, last, supervisor } = setUp();
    const both = Promise.all([supervisor.stop(), supervisor.stop()]);
    last().end({ code: 0, signal: null });
    await both;
    expect([last().asked, clock.pending]).toEqual([['terminate'], 0]);
  });

  it('stops at once while it waits to start again', async () => {
    const { clock, children, supervisor, die } = setUp();
    die(1);
    await supervisor.stop();
    clock.advance(60_000);
    expect(children).toHaveLength(1);
  });

  it('kills at once when nobody can wait, also what is already stopping', async () => {
    const { last, supervisor } = setUp();
    const stopped = supervisor.stop();
    const killed = supervisor.kill();
    expect(last().asked).toEqual(['terminate', 'kill']);
    last().end({ code: null, signal: 'SIGKILL' });
    await Promise.all([stopped, killed]);
  });

  it('never starts after it was stopped', async () => {
    const { children, supervisor, last } = setUp();
    const stopped = supervisor.stop();
    last().end({ code: 0, signal: null });
    await stopped;
    supervisor.start();
    expect(children).toHaveLength(1);
  });
});
