import { describe, expect, it } from 'vitest';
import { toBlockList } from '../config.ts';
import type { LimitReason } from '../metrics.ts';
import { AddressLimits } from './AddressLimits.ts';

function createLimits(maxSockets: number, maxSocketsPerAddress: number) {
  const limited: LimitReason[] = [];
  const metrics = { limited: (reason: LimitReason) => void limited.push(reason) };
  const limits = new AddressLimits({ maxSockets, maxSocketsPerAddress, metrics, trustedProxies: toBlockList([]) });
  const from = (remoteAddress: string) => ({ remoteAddress, headers: {} });
  const take = (address: string) => {
    const taken = limits.takeSocket(from(address));
    return 'release' in taken ? taken.release : taken.refusal.status;
  };
  return { limits, limited, take, from };
}

describe('AddressLimits', () => {
  it('[PR2] [PR3] bounds the sockets of an address and of all', () => {
    const { take, limited } = createLimits(3, 2);
    expect([take('192.0.2.1'), take('192.0.2.1')]).toEqual([expect.any(Function), expect.any(Function)]);
    expect(take('192.0.2.1')).toBe(429);
    expect(take('2001:db8::1')).toEqual(expect.any(Function));
    expect(take('2001:db8:0:1::1')).toBe(503);
    expect(limited).toEqual(['socketsPerAddress', 'sockets']);
  });

  it('[PR2] takes a socket back once, however often it is given', () => {
    const { take } = createLimits(10, 2);
    const [release, other] = [take('192.0.2.1'), take('192.0.2.1')];
    for (const again of [release, release, release]) if (typeof again === 'function') again();
    expect(take('192.0.2.1')).toEqual(expect.any(Function));
    expect(take('192.0.2.1')).toBe(429);
    expect(other).toEqual(expect.any(Function));
  });

  it('[PR2] counts upgrades and requests apart, and a room as much as a page', async () => {
    const { limits, limited, from } = createLimits(10, 1);
    const judge = (deed: 'upgrade' | 'roomMade' | 'page') => limits.judge(from('192.0.2.1'), deed);
    expect(await judge('upgrade')).toBeUndefined();
    expect(await judge('upgrade')).toMatchObject({ status: 429, retryAfterSeconds: 10 });
    expect(await judge('roomMade')).toBeUndefined();
    expect(await judge('page')).toMatchObject({ status: 429 });
    expect(await limits.judge(from('192.0.2.2'), 'upgrade')).toBeUndefined();
    expect(limited).toEqual(['upgradeRate', 'requestRate']);
  });
});
