import { describe, expect, it } from 'vitest';
import { createSocketPair } from './createSocketPair.ts';
import { FakeClock } from './FakeClock.ts';

describe('FakeClock', () => {
  it('rings what falls due, in order, also what is set meanwhile', () => {
    const clock = new FakeClock();
    const rung: string[] = [];
    clock.after(20, () => rung.push(`late at ${clock.now()}`));
    clock.after(10, () => {
      rung.push(`early at ${clock.now()}`);
      clock.after(5, () => rung.push(`meanwhile at ${clock.now()}`));
    });
    clock.after(31, () => rung.push('never'));
    clock.advance(30);
    expect(rung).toEqual(['early at 10', 'meanwhile at 15', 'late at 20']);
    expect([clock.now(), clock.pending]).toEqual([30, 1]);
  });

  it('does not ring what was called off', () => {
    const clock = new FakeClock();
    const cancel = clock.after(1, () => expect.unreachable());
    cancel();
    cancel();
    clock.advance(1);
    expect(clock.pending).toBe(0);
  });
});

describe('createSocketPair', () => {
  it('delivers when told to, and counts what waits', () => {
    const pair = createSocketPair();
    const received: string[] = [];
    pair.server.onMessage((text) => void received.push(text));
    pair.client.send('one');
    pair.client.send('two');
    expect([received, pair.client.bufferedBytes()]).toEqual([[], 6]);
    expect(pair.flushClient()).toBe(2);
    expect([received, pair.client.bufferedBytes()]).toEqual([['one', 'two'], 0]);
  });

  it('closes both ends once', () => {
    const pair = createSocketPair();
    const closings: string[] = [];
    pair.client.onClose((code) => void closings.push(`client ${code}`));
    pair.server.onClose((code) => void closings.push(`server ${code}`));
    pair.server.close(4409, 'replaced');
    pair.client.close(1000, 'bye');
    pair.client.send('into the void');
    expect(closings).toEqual(['server 4409', 'client 4409']);
    expect(pair.flushClient()).toBe(0);
  });
});
