import { describe, expect, it } from 'vitest';
import { createRoom } from './createRoom.ts';

const answer = (body: unknown, status = 201) => createRoom(async () => Response.json(body, { status }));

describe('createRoom', () => {
  it('hands out the id that the server made', async () => {
    expect(await answer({ roomId: 'abc', url: 'https://meet.example.org/r/abc' })).toBe('abc');
  });

  it.each([
    ['a refusal', { error: { code: 'rateLimited', message: 'slow down' } }, 429],
    ['an id that would lead elsewhere', { roomId: '../x' }, 201],
    ['something else', null, 201],
  ])('has none for %s', async (_, body, status) => expect(await answer(body, status)).toBeUndefined());

  it('has none without a network', async () => {
    expect(await createRoom(() => Promise.reject(new TypeError('offline')))).toBeUndefined();
  });

  it('has none for a page of a proxy', async () => {
    expect(await createRoom(async () => new Response('<html>'))).toBeUndefined();
  });
});
