import type { Result } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it, vi } from 'vitest';
import { TokenKeeper } from './TokenKeeper.ts';

function createKeeper() {
  const clock = new FakeClock();
  const ask = vi.fn<() => Promise<Result<'refreshToken'>>>();
  const onToken = vi.fn<(token: string) => void>();
  return { clock, ask, onToken, keeper: new TokenKeeper({ token: 'first', clock, ask, onToken }) };
}

describe('TokenKeeper', () => {
  it('[TK5] renews the token when half of its life is over, again and again', async () => {
    const { clock, ask, onToken, keeper } = createKeeper();
    ask.mockResolvedValueOnce({ token: 'second', tokenExpiresInMs: 60_000 });
    ask.mockResolvedValueOnce({ token: 'third', tokenExpiresInMs: 60_000 });
    keeper.keep(600_000);
    clock.advance(299_999);
    expect(ask).not.toHaveBeenCalled();
    clock.advance(1);
    await expect.poll(() => keeper.token).toBe('second');
    clock.advance(30_000);
    await expect.poll(() => onToken.mock.calls).toEqual([['second'], ['third']]);
  });

  it('tries again when it fails', async () => {
    const { clock, ask, keeper } = createKeeper();
    ask.mockRejectedValueOnce(new ProtocolError('unavailable', 'not now'));
    ask.mockResolvedValueOnce({ token: 'second', tokenExpiresInMs: 60_000 });
    keeper.keep(60_000);
    clock.advance(30_000);
    await expect.poll(() => clock.pending).toBe(1);
    clock.advance(5_000);
    await expect.poll(() => keeper.token).toBe('second');
  });

  it('asks nobody where no token is needed, or while there is no connection', async () => {
    const { clock, ask, keeper } = createKeeper();
    keeper.keep(undefined);
    keeper.keep(60_000);
    keeper.pause();
    clock.advance(60_000);
    expect(ask).not.toHaveBeenCalled();

    ask.mockResolvedValueOnce({ token: 'late', tokenExpiresInMs: 60_000 });
    keeper.keep(60_000);
    clock.advance(30_000);
    keeper.pause();
    await expect.poll(() => keeper.token).toBe('late');
    expect(clock.pending).toBe(0);
  });
});
