import type { PeerId } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { CrashLedger, IN_A_ROW_WITHIN_MS, QUARANTINE_MS } from './CrashLedger.ts';

const [ada, bob] = ['ada' as PeerId, 'bob' as PeerId];

describe('CrashLedger', () => {
  let clock: FakeClock;
  let ledger: CrashLedger;
  beforeEach(() => {
    clock = new FakeClock();
    ledger = new CrashLedger(clock);
  });

  it('[WK4] puts who was there three times in a row into quarantine, and nobody else', () => {
    expect(ledger.record([ada, bob])).toEqual([]);
    expect(ledger.record([ada])).toEqual([]);
    expect(ledger.record([ada, bob])).toEqual([ada]);
    expect([ledger.isQuarantined(ada), ledger.isQuarantined(bob)]).toEqual([true, false]);
  });

  it('[WK4] counts anew after a minute without a crash', () => {
    for (let crash = 0; crash < 5; crash++) {
      expect(ledger.record([ada])).toEqual([]);
      clock.advance(IN_A_ROW_WITHIN_MS / 2);
      if (crash % 2 === 1) clock.advance(IN_A_ROW_WITHIN_MS / 2);
    }
    expect(ledger.isQuarantined(ada)).toBe(false);
  });

  it('[WK4] lets out again after a while', () => {
    for (let crash = 0; crash < 3; crash++) ledger.record([ada]);
    clock.advance(QUARANTINE_MS - 1);
    expect(ledger.isQuarantined(ada)).toBe(true);
    clock.advance(1);
    expect(ledger.isQuarantined(ada)).toBe(false);
    expect(ledger.record([ada])).toEqual([]);
  });
});
