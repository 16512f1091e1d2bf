import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { HANDSHAKE_MS, SharedStart, SOON_MS, TOGETHER_MS } from './SharedStart.ts';

function stage() {
  const clock = new FakeClock();
  const start = new SharedStart(clock);
  const begun: string[] = [];
  const receivers = { ada: {}, bob: {}, cleo: {} };
  const ready = (name: keyof typeof receivers) => start.ready(receivers[name], () => begun.push(name));
  return { clock, start, begun, receivers, ready };
}

describe('SharedStart', () => {
  it('[FW16] lets somebody who is alone begin at once', () => {
    const { start, begun, receivers, ready } = stage();
    start.expect(receivers.ada);
    ready('ada');
    expect(begun).toEqual(['ada']);
  });

  it('[FW16] has them begin together, as soon as the last one is ready', () => {
    const { clock, start, begun, receivers, ready } = stage();
    for (const one of Object.values(receivers)) start.expect(one);
    ready('ada');
    clock.advance(60);
    ready('bob');
    expect(begun).toEqual([]);
    clock.advance(30);
    ready('cleo');
    expect(begun).toEqual(['ada', 'bob', 'cleo']);
    clock.advance(TOGETHER_MS);
    expect(begun).toHaveLength(3);
  });

  it('[FW16] does not have the first one wait for long', () => {
    const { clock, start, begun, receivers, ready } = stage();
    for (const one of Object.values(receivers)) start.expect(one);
    ready('ada');
    clock.advance(60);
    ready('bob');
    clock.advance(TOGETHER_MS - 60);
    expect(begun).toEqual(['ada', 'bob']);
    ready('cleo');
    expect(begun).toEqual(['ada', 'bob', 'cleo']);
  });

  it('[FW16] does not wait for who was to be ready long ago', () => {
    const { clock, start, begun, receivers, ready } = stage();
    start.expect(receivers.cleo);
    clock.advance(SOON_MS);
    start.expect(receivers.ada);
    ready('ada');
    expect(begun).toEqual(['ada']);
  });

  it('[FW16] does not wait for who will not receive it after all', () => {
    const { start, begun, receivers, ready } = stage();
    start.expect(receivers.ada);
    start.expect(receivers.bob);
    ready('ada');
    start.drop(receivers.bob);
    expect(begun).toEqual(['ada']);
  });

  it('[FW16] waits longer for who has only to be connected still, and for nobody else meanwhile', () => {
    const { clock, start, begun, receivers, ready } = stage();
    for (const one of Object.values(receivers)) start.expect(one);
    ready('ada');
    start.connecting(receivers.bob);
    clock.advance(TOGETHER_MS);
    expect(begun).toEqual([]);
    clock.advance(HANDSHAKE_MS - TOGETHER_MS - 1);
    ready('bob');
    expect(begun).toEqual(['ada', 'bob']);
    // Whoever comes next has others to wait for again.
    start.expect(receivers.ada);
    ready('cleo');
    expect(begun).toHaveLength(2);
  });

  it('[FW16] does not wait longer than that, nor for whom it is over', () => {
    const { clock, start, begun, receivers, ready } = stage();
    for (const one of Object.values(receivers)) start.expect(one);
    start.connecting(receivers.bob);
    start.connecting(receivers.cleo);
    ready('ada');
    clock.advance(HANDSHAKE_MS - 1);
    start.drop(receivers.bob);
    expect(begun).toEqual([]);
    clock.advance(1);
    expect(begun).toEqual(['ada']);
  });

  it('[FW16] knows who is alone: nobody else waits, or is soon to be ready', () => {
    const { clock, start, receivers, ready } = stage();
    start.expect(receivers.ada);
    expect(start.isAlone(receivers.ada)).toBe(true);
    start.expect(receivers.bob);
    expect(start.isAlone(receivers.ada)).toBe(false);
    clock.advance(SOON_MS);
    expect(start.isAlone(receivers.ada)).toBe(true);
    start.expect(receivers.cleo);
    ready('ada');
    start.drop(receivers.bob);
    expect(start.isAlone(receivers.cleo)).toBe(false);
  });

  it('has nobody begin who is gone, or when all is over', () => {
    const { clock, start, begun, receivers, ready } = stage();
    for (const one of Object.values(receivers)) start.expect(one);
    ready('ada');
    ready('bob');
    start.drop(receivers.ada);
    start.close();
    clock.advance(TOGETHER_MS);
    expect(begun).toEqual([]);
  });
});
