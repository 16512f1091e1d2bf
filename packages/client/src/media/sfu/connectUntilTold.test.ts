import type { ErrorCode, Params } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import type { Ask } from '../../signaling/SignalingClient.ts';
import { settle } from '../../testing/FakeServer.ts';
import { connectUntilTold } from './connectUntilTold.ts';

const params: Params<'connectTransport'> = {
  transportId: 't' as Params<'connectTransport'>['transportId'],
  dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: 'AB' }] },
};

/** Answers with one of these after the other, then with success. */
function createSfu(...refusals: readonly ErrorCode[]) {
  const clock = new FakeClock();
  const state = { asked: 0, isWanted: true };
  const ask = (async () => {
    const code = refusals[state.asked++];
    if (code) throw new ProtocolError(code, 'not now');
    return {};
  }) as Ask;
  const outcome = connectUntilTold({ ask, clock, isWanted: () => state.isWanted }, params).then(
    () => 'told',
    (cause: ProtocolError) => cause.code,
  );
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  return { state, outcome, pass };
}

describe('connectUntilTold', () => {
  it('asks again while the server is busy or gone', async () => {
    const { state, outcome, pass } = createSfu('deadlineExceeded', 'unavailable');
    await settle();
    expect(state.asked).toBe(1);
    await pass(500);
    expect(state.asked).toBe(2);
    await pass(500);
    expect(await outcome).toBe('told');
    expect(state.asked).toBe(3);
  });

  it('takes it for told when the sfu says so, though its answer was lost', async () => {
    const { outcome, pass } = createSfu('deadlineExceeded', 'invalidState');
    await settle();
    await pass(500);
    expect(await outcome).toBe('told');
  });

  it.each(['invalidState', 'notFound'] as const)('gives up when the first answer is %s', async (code) => {
    expect(await createSfu(code).outcome).toBe(code);
  });

  it('asks no more for a transport that is closed', async () => {
    const { state, outcome, pass } = createSfu('unavailable');
    await settle();
    state.isWanted = false;
    await pass(500);
    expect(await outcome).toBe('told');
    expect(state.asked).toBe(1);
  });
});
