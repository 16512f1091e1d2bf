import { describe, expect, it } from 'vitest';
import { parseAs } from './contract.ts';
import { parseFrame } from './envelope.ts';
import { requests } from './requests.ts';
import { safeParse } from './safeParse.ts';

/** Has a length that cannot be compared with a number. Plain JSON can say it. */
const trap = { length: { valueOf: 1, toString: 1 } };

describe('safeParse', () => {
  it('[EN1] no frame throws, whatever stands where a text should', () => {
    for (const place of ['id', 'method'])
      expect(
        parseFrame(JSON.stringify({ t: 'req', id: '1', method: 'ping', params: {}, [place]: trap })),
      ).toBeUndefined();
    expect(parseFrame(JSON.stringify({ t: 'ntf', name: trap, data: {} }))).toBeUndefined();
  });

  it.each([
    [requests.sendChat.params, { messageId: trap, text: 'x' }],
    [requests.sendChat.params, { messageId: 'x', text: trap }],
    [requests.join.params, { protocolVersion: 1, roomId: 'r', displayName: trap }],
    [requests.resumeConsumers.params, { consumerIds: trap }],
  ])('[EN4] parameters of the same kind are a bad value', (schema, params) => {
    expect(safeParse(schema, params).success).toBe(false);
    expect(() => parseAs(schema, params)).toThrow('bad value');
  });
});
