import { ProtocolError } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../testing/createStage.ts';
import { createCallGuard } from './createCallGuard.ts';

const never = () => new Promise<never>(() => undefined);

describe('createCallGuard', () => {
  it('[CT4] has 256 under way at most and 4,096 wait; a memo never does', async () => {
    const guard = createCallGuard();
    let asked = 0;
    const ask = () => {
      asked++;
      return never();
    };
    for (let count = 0; count < 256 + 4_096; count++) void guard('ping', ask);
    expect(asked).toBe(256);
    expect(await outcomeOf(guard('ping', ask))).toBe('unavailable');
    void guard('setMemo', ask);
    expect(asked).toBe(257);
  });

  it('[CT4] asks in the turn in which it is called', () => {
    const asked: string[] = [];
    void createCallGuard()('ping', () => {
      asked.push('ping');
      return never();
    });
    expect(asked).toEqual(['ping']);
  });

  it.each([
    ['what the sfu refuses', 'notFound'],
    ['what one of its workers is too slow for', 'deadlineExceeded'],
  ] as const)('[CT4] is not broken by %s', async (_, code) => {
    const guard = createCallGuard();
    const refuse = () => Promise.reject(new ProtocolError(code, 'no'));
    for (let count = 0; count < 10; count++) expect(await outcomeOf(guard('getRoom', refuse))).toBe(code);
  });
});
