import { afterEach, expect, it, vi } from 'vitest';
import { create } from 'zustand';
import { useLate } from '../src/features/call/stage/useLate.ts';
import { show } from './show.tsx';

const LATE_MS = 300;
const useWord = create(() => ({ isHeard: false }));

function Light() {
  return (
    <output>
      {useLate(
        useWord(({ isHeard }) => isHeard),
        LATE_MS,
      )
        ? 'on'
        : 'off'}
    </output>
  );
}

afterEach(() => vi.useRealTimers());

it('is on at once, through short pauses, and off a while after the last word', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const place = show(<Light />);
  const light = () => place.textContent;
  await expect.poll(light).toBe('off');
  for (const pauseMs of [1, LATE_MS - 1, LATE_MS - 1]) {
    useWord.setState({ isHeard: true });
    await expect.poll(() => [light(), vi.getTimerCount()]).toEqual(['on', 0]);
    useWord.setState({ isHeard: false });
    await expect.poll(() => vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(pauseMs);
    expect(light()).toBe('on');
  }
  vi.advanceTimersByTime(LATE_MS);
  await expect.poll(light).toBe('off');
  expect(vi.getTimerCount()).toBe(0);
});
