import type { PeerId } from '@confab/protocol';
import { resumeSecret } from '@confab/protocol';
import { expect, it } from 'vitest';
import type { SessionStore } from '../SessionStore.ts';

const ada = '01890000-0000-7000-8000-000000000001' as PeerId;
const bob = '01890000-0000-7000-8000-000000000002' as PeerId;

/** What whoever keeps seats and keys has to keep to. `create` makes an empty store, `Holder` is a name here. */
export function sessionStoreContract(create: () => SessionStore<string>): void {
  const opened = () => {
    const store = create();
    return { store, first: store.open(ada, 'tab 1') };
  };
  /** Ada came back and was answered with a new key. */
  const returned = () => {
    const { store, first } = opened();
    store.take(ada, first, 'tab 2');
    return { store, first, second: store.replaceKey(ada, first) };
  };

  it('[ST5] makes keys of 256 bits, no two alike', () => {
    const store = create();
    const keys = Array.from({ length: 100 }, () => store.open(ada, 'tab 1'));
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) expect(resumeSecret.parse(key)).toBe(key);
  });

  it('[ST6] gives a seat to the newest holder, and says whose it was', () => {
    const { store, first } = opened();
    expect(store.holderOf(ada)).toBe('tab 1');
    expect(store.take(ada, first, 'tab 2')).toEqual({ older: 'tab 1' });
    expect(store.holderOf(ada)).toBe('tab 2');
  });

  it('[ST6] does not let an older holder release what is not its own any more', () => {
    const { store, first } = opened();
    store.take(ada, first, 'tab 2');
    expect(store.release(ada, 'tab 1')).toBe(false);
    expect(store.holderOf(ada)).toBe('tab 2');
  });

  it('[ST2] keeps the seat without its holder', () => {
    const { store, first } = opened();
    expect(store.release(ada, 'tab 1')).toBe(true);
    expect(store.release(ada, 'tab 1')).toBe(false);
    expect(store.holderOf(ada)).toBeUndefined();
    expect(store.take(ada, first, 'tab 2')).toEqual({ older: undefined });
  });

  it.each(['', 'x', 'A'.repeat(43), `${'A'.repeat(42)}=`, 'ä'.repeat(43)])(
    '[ST5] gives nothing for %j, and changes nothing',
    (key) => {
      const { store, first } = opened();
      expect(store.take(ada, key, 'thief')).toBeUndefined();
      expect(store.holderOf(ada)).toBe('tab 1');
      expect(store.take(ada, first, 'tab 2')).toBeDefined();
    },
  );

  it('[ST5] takes no key of another seat, and none for a seat that is not there', () => {
    const { store, first } = opened();
    const other = store.open(bob, 'tab 1 of Bob');
    expect(store.take(bob, first, 'thief')).toBeUndefined();
    expect(store.take(ada, other, 'thief')).toBeUndefined();
    store.close(bob);
    expect(store.take(bob, other, 'thief')).toBeUndefined();
    expect(store.holderOf(bob)).toBeUndefined();
    expect(store.holderOf(ada)).toBe('tab 1');
  });

  it('[ST5] takes the used key as long as the new one may have been lost, as often as it takes', () => {
    const { store, first } = returned();
    for (const tab of ['tab 3', 'tab 4']) {
      expect(store.take(ada, first, tab)).toBeDefined();
      store.replaceKey(ada, first);
    }
  });

  it('[ST5] takes no used key once its holder was heard with the new one', () => {
    const { store, first, second } = returned();
    expect(store.confirm(ada)).toBe(true);
    expect(store.confirm(ada)).toBe(false);
    expect(store.take(ada, first, 'thief')).toBeUndefined();
    expect(store.take(ada, second, 'tab 3')).toBeDefined();
  });

  it('[ST5] never has more than two keys fit: what the used one brought was lost', () => {
    const { store, first, second } = returned();
    store.take(ada, first, 'tab 3');
    const third = store.replaceKey(ada, first);
    expect(store.take(ada, second, 'thief')).toBeUndefined();
    store.take(ada, third, 'tab 4');
    store.replaceKey(ada, third);
    expect(store.take(ada, first, 'thief')).toBeUndefined();
    expect(store.take(ada, third, 'tab 5')).toBeDefined();
  });

  it('knows of no confirmation that is due when a seat is new or not there', () => {
    const { store } = opened();
    expect([store.confirm(ada), store.confirm(bob)]).toEqual([false, false]);
  });

  it('[RS2] has no key in a memo', () => {
    const { store, first, second } = returned();
    const memo = JSON.stringify(store.toMemo(ada));
    expect(memo).not.toContain(first);
    expect(memo).not.toContain(second);
    expect(store.toMemo(bob)).toBeUndefined();
  });

  it.each(['first', 'second'] as const)('[RS4] goes on from a memo with the %s key', (which) => {
    const { store, ...keys } = returned();
    const memo = store.toMemo(ada);
    const next = create();
    if (memo) next.restore(ada, memo);
    expect(next.holderOf(ada)).toBeUndefined();
    expect(next.toMemo(ada)).toEqual(memo);
    expect(next.take(ada, keys[which], 'tab 3')).toEqual({ older: undefined });
  });

  it('[RS4] goes on from a memo without a used key that was confirmed away', () => {
    const { store, first } = returned();
    store.confirm(ada);
    const memo = store.toMemo(ada);
    const next = create();
    if (memo) next.restore(ada, memo);
    expect(next.take(ada, first, 'thief')).toBeUndefined();
  });
}
