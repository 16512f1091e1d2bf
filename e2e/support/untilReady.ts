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

/** Waits until it is not. */
export async function untilUnready(url: string): Promise<void> {
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { message: 'the server notices', intervals: [5] }).toBe(false);
}
