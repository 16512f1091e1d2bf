import { expect } from '@confab/testkit';
import { sharedNow } from './diaries.ts';

/** When the server answers again that calls can be made. */
export async function untilReady(url: string): Promise<number> {
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { message: 'the server is ready', intervals: [25] }).toBe(true);
  return sharedNow();
}

/** Waits until it is not, or no more: who looks too late learns from `hasEnded` that it was. */
export async function untilUnready(url: string, hasEnded: () => boolean = () => false): Promise<void> {
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok && !hasEnded(),
      () => false,
    );
  await expect.poll(isReady, { message: 'the server notices', intervals: [5] }).toBe(false);
}
