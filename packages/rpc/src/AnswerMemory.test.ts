import { describe, expect, it, vi } from 'vitest';
import { AnswerMemory } from './AnswerMemory.ts';
import { FakeClock } from './testing/index.ts';

const id = '0192f0c0-0000-7000-8000-000000000000.1';
const answering = () => {
  const answer = vi.fn<() => Promise<{ text: string; cause: unknown }>>();
  answer.mockImplementation(() => Promise.resolve({ text: `answer ${answer.mock.calls.length}`, cause: undefined }));
  return answer;
};

describe('AnswerMemory', () => {
  it('[CT2] carries out what is asked twice once, also while it is being carried out', async () => {
    const memory = new AnswerMemory(new FakeClock());
    const answer = answering();
    const [first, second] = [memory.once(id, answer), memory.once(id, answer)];
    expect([await first, await second, await memory.once(id, answer)].map(({ text }) => text)).toEqual(
      Array(3).fill('answer 1'),
    );
    expect(answer).toHaveBeenCalledOnce();
  });

  it('[CT2] takes ids that are counted on each link for what they are: not the same', async () => {
    const memory = new AnswerMemory(new FakeClock());
    const answer = answering();
    for (const each of ['1', '1', 'a.1', 'a.1']) await memory.once(each, answer);
    expect(answer).toHaveBeenCalledTimes(4);
    expect(memory.size).toBe(0);
  });

  it('forgets after a while, and what is too much', async () => {
    const clock = new FakeClock();
    const memory = new AnswerMemory(clock);
    const answer = answering();
    await memory.once(id, answer);
    clock.advance(10_000);
    await memory.once(id, answer);
    expect(answer).toHaveBeenCalledTimes(2);
    for (let count = 2; count < 3_000; count++) await memory.once(`${id}${count}`, answer);
    expect(memory.size).toBe(1_000);
  });
});
