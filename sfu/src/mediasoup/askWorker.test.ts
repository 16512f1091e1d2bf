import { ProtocolError } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { errors } from 'mediasoup';
import { describe, expect, it, vi } from 'vitest';
import { askWorker, toProtocolError, WORKER_DEADLINE_MS } from './askWorker.ts';

/** A call that a test settles. */
function createCall() {
  let answer: (result: string) => void = () => undefined;
  const call = new Promise<string>((resolve) => (answer = resolve));
  return { call, answer };
}

describe('askWorker', () => {
  it('passes on what comes in time, and leaves no timer', async () => {
    const clock = new FakeClock();
    const discard = vi.fn<(late: string) => void>();
    expect(await askWorker(clock, Promise.resolve('router'), discard)).toBe('router');
    expect(discard).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });

  it('ends by its deadline, and discards what comes later', async () => {
    const clock = new FakeClock();
    const discard = vi.fn<(late: string) => void>();
    const { call, answer } = createCall();
    const asked = askWorker(clock, call, discard);
    clock.advance(WORKER_DEADLINE_MS);
    await expect(asked).rejects.toMatchObject({ code: 'deadlineExceeded' });

    answer('late router');
    await call;
    expect(discard.mock.calls).toEqual([['late router']]);
  });

  it('leaves no timer behind a failure', async () => {
    const clock = new FakeClock();
    await expect(askWorker(clock, Promise.reject(new TypeError('no')))).rejects.toMatchObject({ code: 'badRequest' });
    expect(clock.pending).toBe(0);
  });
});

describe('toProtocolError', () => {
  it.each([
    ['unsupportedMedia', new errors.UnsupportedError('secret text')],
    ['unavailable', new errors.WorkerClosedError('secret text')],
    ['notFound', new errors.NotFoundError('secret text')],
    ['badRequest', new TypeError('secret text')],
  ])('says %s in our words', (code, cause) => {
    const error = toProtocolError(cause);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code, cause, message: expect.not.stringContaining('secret') });
  });

  it('leaves what it does not know as it is', () => {
    const cause = new Error('something else');
    expect(toProtocolError(cause)).toBe(cause);
  });
});
