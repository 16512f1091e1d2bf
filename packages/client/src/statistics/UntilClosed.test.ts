import { expect, test } from 'vitest';
import { ConnectionClosedError, UntilClosed } from './UntilClosed.ts';

const never = () => new Promise<never>(() => undefined);

test('an answer is passed on, and so is a failure', async () => {
  const questions = new UntilClosed();
  await expect(questions.ask(() => Promise.resolve(3))).resolves.toBe(3);
  await expect(questions.ask(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(
    questions.ask(() => {
      throw new Error('at once');
    }),
  ).rejects.toThrow('at once');
});

test('what is asked when the connection closes is given up, though no answer ever comes', async () => {
  const questions = new UntilClosed();
  const asked = Promise.allSettled([questions.ask(never), questions.ask(never)]);
  questions.close();
  questions.close();
  for (const settled of await asked) expect(settled).toMatchObject({ reason: expect.any(ConnectionClosedError) });
});

test('of a closed connection nothing is asked', async () => {
  const questions = new UntilClosed();
  questions.close();
  let isAsked = false;
  const asked = questions.ask(async () => (isAsked = true));
  await expect(asked).rejects.toBeInstanceOf(ConnectionClosedError);
  expect(isAsked).toBe(false);
});
