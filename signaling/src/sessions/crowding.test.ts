import type { ConsumerId, Result, Source } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { ControlMethod } from '@confab/protocol/control';
import { describe, expect, it } from 'vitest';
import type { Stage, TestClient } from '../testing/createStage.ts';
import { createStage, ROOM, RTP } from '../testing/createStage.ts';

type Guest = { readonly client: TestClient; readonly seat: Result<'join'> };

const enter = async (stage: Stage, name: string): Promise<Guest> => {
  const client = stage.connect();
  const seat = await client.join(name);
  await client.call('startReceiving', { rtpCapabilities: {} });
  return { client, seat };
};
const send = async ({ client, seat }: Guest, source: Source) => {
  const { transportId } = seat.media.sendTransport;
  await client.call('produce', { transportId, source, rtpParameters: RTP, muted: false });
};
const offersTo = ({ client }: Guest) => client.told.flatMap((one) => (one.name === 'consumersAdded' ? [one.data] : []));
const countOf = ({ sfu }: Stage, ...methods: ControlMethod[]) =>
  methods.map((method) => sfu.calls.filter((call) => call.method === method).length);

/** Fifty people with two sources each. */
async function createCrowd() {
  const stage = createStage();
  const guests: Guest[] = [];
  for (let index = 0; index < 50; index++) guests.push(await enter(stage, `Guest ${index}`));
  for (const guest of guests) for (const source of ['microphone', 'camera'] as const) await send(guest, source);
  return { stage, guests };
}

describe('a crowded room', () => {
  it('[FW9] is offered to who joins in one frame, and confirmed in one; the sfu is asked once for each', async () => {
    const { stage } = await createCrowd();
    const before = countOf(stage, 'openConsumers', 'openConsumersOfMany', 'resumeConsumers');
    const newcomer = await enter(stage, 'Newcomer');
    const offers = offersTo(newcomer);
    expect(offers.map(({ consumers }) => consumers.length)).toEqual([100]);
    const consumerIds = offers.flatMap(({ consumers }) => consumers.map(({ consumerId }) => consumerId));
    await newcomer.client.call('resumeConsumers', { consumerIds });
    const [alone = 0, many = 0, resumed = 0] = before;
    expect(countOf(stage, 'openConsumers', 'openConsumersOfMany', 'resumeConsumers')).toEqual([
      alone + 1,
      many,
      resumed + 1,
    ]);
  });

  it('[FW9] asks the sfu once for everyone who is to receive a new source', async () => {
    const stage = createStage();
    const guests = [];
    for (let index = 0; index < 20; index++) guests.push(await enter(stage, `Guest ${index}`));
    const [first, ...others] = guests;
    if (!first) throw new Error('nobody came');
    await send(first, 'camera');
    expect(countOf(stage, 'openConsumers', 'openConsumersOfMany')).toEqual([0, 1]);
    expect(others.map((guest) => offersTo(guest).length)).toEqual(others.map(() => 1));
  });

  it('[FW9] opens for the others when it cannot for one, and for that one when it can', async () => {
    const stage = createStage();
    const [ada, bob, cleo] = [await enter(stage, 'Ada'), await enter(stage, 'Bob'), await enter(stage, 'Cleo')];
    const refusal = new ProtocolError('deadlineExceeded', 'no answer');
    stage.sfu.refuse('openConsumersOfMany', refusal);
    stage.sfu.refuse('openConsumers', refusal);
    await send(ada, 'camera');
    expect([bob, cleo].map((guest) => offersTo(guest).length)).toEqual([0, 0]);
    stage.sfu.refuse('openConsumers', undefined);
    stage.clock.advance(1_000);
    await stage.settle();
    expect([bob, cleo].map((guest) => offersTo(guest).length)).toEqual([1, 1]);
  });

  it('[FW9] hears of many consumers that ended as one fact, each of their own', async () => {
    const stage = createStage();
    const [ada, bob, cleo] = [await enter(stage, 'Ada'), await enter(stage, 'Bob'), await enter(stage, 'Cleo')];
    await send(ada, 'camera');
    const idsOf = (guest: Guest): ConsumerId[] => offersTo(guest)[0]?.consumers.map((one) => one.consumerId) ?? [];
    const closed = [bob, cleo].map((guest) => ({ peerId: guest.seat.peerId, consumerIds: idsOf(guest) }));
    stage.rooms.onFact({ name: 'consumersClosed', data: { roomId: ROOM, closed } });
    await stage.settle();
    for (const guest of [bob, cleo])
      expect(guest.client.told.at(-1)).toMatchObject({ name: 'consumersClosed', data: { consumerIds: idsOf(guest) } });
  });
});
