import { describe, expect, it } from 'vitest';
import { toAddress } from './toAddress.ts';

describe('toAddress', () => {
  const plain = { host: '127.0.0.1', port: 8080, isTls: false, publicUrl: undefined };

  it.each([
    [plain, 'http://localhost:8080'],
    [{ ...plain, host: '0.0.0.0', port: 443, isTls: true }, 'https://localhost:443'],
    [{ ...plain, host: '192.0.2.7' }, 'http://192.0.2.7:8080'],
    [{ ...plain, host: '2001:db8::7' }, 'http://[2001:db8::7]:8080'],
    [{ ...plain, host: 'meet.example.org' }, 'http://meet.example.org:8080'],
    [{ ...plain, publicUrl: 'https://meet.example.org' }, 'https://meet.example.org'],
  ])('of %o is %s', (listening, address) => {
    expect(toAddress(listening)).toBe(address);
  });
});
