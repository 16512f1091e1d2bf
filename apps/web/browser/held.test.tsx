import { afterEach, expect, it, vi } from 'vitest';
import { create } from 'zustand';
import { useHeld } from '../src/features/call/notices/useHeld.ts';
import { show } from './show.tsx';

const HELD_MS = 500;
const useFault = create(() => ({ isThere: false }));

function Warning() {
  return (
    <output>
      {useHeld(
        useFault(({ isThere }) => isThere),
        HELD_MS,
      )
        ? 'said'
        : 'silent'}
    </output>
  );
}

afterEach(() => vi.useRealTimers());

it('is said when it has lasted, not of what is over before, and not a moment longer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const place = show(<Warning />);
  const warning = () => place.textContent;
  await expect.poll(warning).toBe('silent');
  for (const lastsMs of [1, HELD_MS - 1, HELD_MS - 1]) {
    useFault.setState({ isThere: true });
    await expect.poll(() => vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(lastsMs);
    expect(warning()).toBe('silent');
    useFault.setState({ isThere: false });
    await expect.poll(() => vi.getTimerCount()).toBe(0);
  }
  useFault.setState({ isThere: true });
  await expect.poll(() => vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(HELD_MS);
  await expect.poll(warning).toBe('said');
  useFault.setState({ isThere: false });
  await expect.poll(warning).toBe('silent');
});
