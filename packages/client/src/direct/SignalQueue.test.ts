import type { PeerId, Signal } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import { settle } from '../testing/FakeServer.ts';
import { SignalQueue } from './SignalQueue.ts';

const word = (candidate: string): Signal => ({
  candidate: { candidate, sdpMid: null, sdpMLineIndex: null, usernameFragment: null },
});

function createQueue() {
  const clock = new FakeClock();
  const asked: unknown[] = [];
  const state = { refusal: undefined as ProtocolError | undefined, refused: 0 };
  const queue = new SignalQueue({
    to: 'b' as PeerId,
    epoch: 1,
    clock,
    ask: (_, params) => {
      asked.push(params);
      return state.refusal ? Promise.reject(state.refusal) : Promise.resolve({} as never);
    },
    onRefused: () => void state.refused++,
  });
  return { clock, asked, state, queue };
}

it('says everything once and in order', async () => {
  const { asked, queue } = createQueue();
  for (const text of ['a', 'b', 'c']) queue.push(word(text));
  await settle();
  expect(asked).toEqual(['a', 'b', 'c'].map((text) => ({ to: 'b', epoch: 1, signal: word(text) })));
});

it('[SI3] says it again, in order, when signaling or the other one was away', async () => {
  const { asked, clock, queue, state } = createQueue();
  state.refusal = new ProtocolError('unavailable', 'away');
  queue.push(word('a'));
  queue.push(word('b'));
  await settle();
  expect(asked).toHaveLength(1);
  state.refusal = undefined;
  clock.advance(500);
  await settle();
  expect(asked.slice(1)).toEqual(['a', 'b'].map((text) => ({ to: 'b', epoch: 1, signal: word(text) })));
});

it('[SI4] is over when the server will not hear more, or nobody wants it any more', async () => {
  const refused = createQueue();
  refused.state.refusal = new ProtocolError('limitExceeded', 'enough');
  refused.queue.push(word('a'));
  refused.queue.push(word('b'));
  await settle();
  expect([refused.asked.length, refused.state.refused]).toEqual([1, 1]);

  const closed = createQueue();
  closed.state.refusal = new ProtocolError('unavailable', 'away');
  closed.queue.push(word('a'));
  await settle();
  closed.queue.close();
  expect(closed.clock.pending).toBe(0);
  expect(closed.state.refused).toBe(0);
});
