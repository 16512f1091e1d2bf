import { PROTOCOL_VERSION } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { createStage } from '../testing/createStage.ts';

const ask = async (params: unknown, method = 'join') => {
  const { connect, settle, settled } = createStage();
  const client = connect();
  client.send(JSON.stringify({ t: 'req', id: '1', method, params }));
  await settle();
  return { settled, closedWith: client.closedWith };
};

describe('a client of another version', () => {
  it.each(['join', 'resume'])('[SE4] is told so before the rest of its %s is looked at', async (method) => {
    const { settled, closedWith } = await ask({ protocolVersion: PROTOCOL_VERSION + 1, meeting: 'a-room' }, method);
    expect(settled).toEqual([`${method} unsupportedVersion`]);
    expect(closedWith).toBe(4426);
  });

  it.each([{ protocolVersion: PROTOCOL_VERSION }, { protocolVersion: '2' }, { protocolVersion: 2 ** 53 }, {}, null, 7])(
    '[EN4] %j is a bad request, and nothing more',
    async (params) => {
      const { settled, closedWith } = await ask(params);
      expect(settled).toEqual(['join badRequest']);
      expect(closedWith).toBeUndefined();
    },
  );
});
