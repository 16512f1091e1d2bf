import { ProtocolError } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { settle } from '../testing/FakeServer.ts';
import { PathKeeper } from './PathKeeper.ts';

function createKeeper() {
  const clock = new FakeClock();
  const happened: string[] = [];
  const restarted: string[] = [];
  const outcome: { refusal?: Error } = {};
  const keeper = new PathKeeper({
    clock,
    restartIce: async (direction) => {
      happened.push(`restart ${direction}`);
      if (outcome.refusal) throw outcome.refusal;
    },
    onRestarted: (direction, was) => void restarted.push(`${direction} was ${was}`),
    onChange: () => undefined,
    onBroken: () => void happened.push('broken'),
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  return { keeper, clock, happened, restarted, outcome, pass };
}

/** One by which something can be received. */
function createReceiving() {
  const parts = createKeeper();
  parts.keeper.update('receive', 'connected');
  return parts;
}

describe('PathKeeper', () => {
  it('is as bad as its worst path, and connects until something can be received', () => {
    const { keeper } = createKeeper();
    expect(keeper.state).toBe('connecting');
    keeper.update('send', 'connected');
    expect(keeper.state).toBe('connecting');
    keeper.update('receive', 'connecting');
    expect(keeper.state).toBe('connecting');
    keeper.update('receive', 'interrupted');
    expect(keeper.state).toBe('interrupted');
    // What a browser says of a restart that is under way.
    keeper.update('receive', 'connecting');
    expect(keeper.state).toBe('interrupted');
    keeper.update('receive', 'connected');
    expect(keeper.state).toBe('connected');
  });

  it('is connected by the path that is received by alone: who sends nothing has no other one', () => {
    const { keeper } = createKeeper();
    keeper.update('receive', 'connected');
    expect([keeper.state, keeper.isReady]).toEqual(['connected', false]);
  });

  it('gives up one that the browser never begins with', async () => {
    const { happened, pass } = createKeeper();
    await pass(10_000);
    await pass(5_000);
    await pass(5_000);
    expect(happened).toEqual(['restart receive', 'restart receive', 'broken']);
  });

  it('leaves an interruption alone that heals within a second', async () => {
    const { keeper, happened, pass } = createReceiving();
    keeper.update('send', 'interrupted');
    await pass(999);
    keeper.update('send', 'connected');
    await pass(60_000);

    expect(happened).toEqual([]);
  });

  it('restarts twice, then calls the transports broken', async () => {
    const { keeper, happened, pass } = createReceiving();
    keeper.update('send', 'failed');
    await pass(0);
    await pass(5_000);
    expect(happened).toEqual(['restart send', 'restart send']);
    await pass(5_000);
    expect(happened).toEqual(['restart send', 'restart send', 'broken']);
  });

  it('begins to count anew once it was connected', async () => {
    const { keeper, happened, pass } = createReceiving();
    for (let time = 0; time < 5; time++) {
      keeper.update('send', 'failed');
      await pass(0);
      keeper.update('send', 'connected');
    }
    expect(happened).toEqual(Array.from({ length: 5 }, () => 'restart send'));
  });

  it('does not count what could not be asked, and asks at once when signaling is back', async () => {
    const { keeper, happened, restarted, outcome, pass } = createReceiving();
    outcome.refusal = new ProtocolError('unavailable', '');
    keeper.update('send', 'failed');
    for (let second = 0; second < 10; second++) await pass(1_000);
    expect(happened).not.toContain('broken');

    delete outcome.refusal;
    happened.length = 0;
    expect(restarted).toEqual([]);
    keeper.retry();
    expect(happened).toEqual(['restart send']);
    await pass(0);
    expect(restarted).toEqual(['send was failed']);
  });

  it('knows at once that a transport is gone', async () => {
    const { keeper, happened, outcome, pass } = createReceiving();
    outcome.refusal = new ProtocolError('notFound', '');
    keeper.update('receive', 'interrupted');
    await pass(1_000);

    expect(happened).toEqual(['restart receive', 'broken']);
  });

  it('gives a first connection ten seconds', async () => {
    const { keeper, happened, pass } = createReceiving();
    keeper.update('send', 'connecting');
    await pass(9_999);
    expect(happened).toEqual([]);
    await pass(1);
    expect(happened).toEqual(['restart send']);
  });

  it('leaves no timer behind', async () => {
    const { keeper, clock, pass, happened } = createReceiving();
    keeper.update('send', 'interrupted');
    keeper.close();
    await pass(60_000);

    expect([clock.pending, happened]).toEqual([0, []]);
  });
});
