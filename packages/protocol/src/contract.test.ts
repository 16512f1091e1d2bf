import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { isMethodOf, isNameOf, parseAs } from './contract.ts';
import { ProtocolError } from './errorCodes.ts';
import { notifications } from './notifications.ts';
import { requests } from './requests.ts';

const faultOf = (schema: z.ZodMiniType, value: unknown): unknown => {
  try {
    return parseAs(schema, value);
  } catch (cause) {
    return cause;
  }
};

describe('parseAs', () => {
  const person = z.object({ name: z.string().check(z.maxLength(3)), tags: z.array(z.enum(['a', 'b'])) });

  it('[EN4] keeps what the schema names and drops the rest', () => {
    const value: unknown = JSON.parse('{"name":"Ada","tags":["a"],"isAdmin":true,"__proto__":{"isAdmin":true}}');
    const parsed = parseAs(person, value);
    expect(parsed).toEqual({ name: 'Ada', tags: ['a'] });
    expect(parsed).not.toHaveProperty('isAdmin');
  });

  it('[EN4] says where the fault is', () => {
    const fault = faultOf(person, { name: 'Charles', tags: ['a', 'x'] });
    expect(fault).toBeInstanceOf(ProtocolError);
    expect(fault).toMatchObject({ code: 'badRequest', message: 'bad value at name, tags.1' });
    expect(faultOf(person, 7)).toMatchObject({ message: 'bad value at the top' });
  });

  it('[EN4] never quotes the value, whatever it is', () => {
    const secret = 'hunter2-hunter2';
    const bad = { name: secret, tags: [secret, { [secret]: secret }, [secret]] };
    const frames = [bad, secret, [secret], { ...bad, name: { toString: secret } }];
    for (const value of frames) expect(String(faultOf(person, value))).not.toContain(secret);
  });

  it('[EN4] stays short over a value with thousands of faults', () => {
    const fault = faultOf(
      z.array(z.string()),
      Array.from({ length: 5_000 }, (_, index) => index),
    );
    expect(fault).toMatchObject({ message: 'bad value at 0, 1, 2, 3, 4' });
    const [key] = ['k'.repeat(10_000)];
    expect(String(faultOf(z.record(z.string().check(z.maxLength(1)), z.string()), { [key]: 'v' })).length).toBeLessThan(
      200,
    );
  });
});

describe('tables', () => {
  it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf', ''])(
    '[EN2] %j is nobody’s method',
    (name) => {
      expect(isMethodOf(requests, name)).toBe(false);
      expect(isNameOf(notifications, name)).toBe(false);
    },
  );

  it('knows its own', () => {
    expect(isMethodOf(requests, 'join')).toBe(true);
    expect(isNameOf(notifications, 'peerJoined')).toBe(true);
  });
});
