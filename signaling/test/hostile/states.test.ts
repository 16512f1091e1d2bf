import type { Method } from '@confab/protocol';
import { requests } from '@confab/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../fuzz/Random.ts';
import { ValueMaker } from '../fuzz/schema.ts';
import { startHostileStage } from '../support/startHostileStage.ts';
import type { Standing } from './situations.ts';
import { refusals } from './situations.ts';

let stage: Awaited<ReturnType<typeof startHostileStage>>;
let ada: Standing['ada'];
let room: string;
let rooms = 0;
beforeAll(async () => void (stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '5000' })));
beforeEach(async () => {
  room = `states-${++rooms}`;
  const client = await stage.open();
  const { peerId } = await client.join('Ada', room);
  ada = { client, peerId };
});
afterAll(() => stage.stop());

/** Well formed, with ids that are really there: nothing but the state can be what refuses it. */
const paramsOf = (method: Method) =>
  new ValueMaker(new Random(1), { peerId: [ada.peerId], roomId: [room], protocolVersion: [1] }).make(
    requests[method].params,
  );

/** All that a request could change here. */
const world = async () => {
  await ada.client.settle();
  const { calls } = stage.sfu.sfu;
  // What the sfu is to remember follows from the room, some turns later.
  const asked = calls.filter(({ method }) => method !== 'setMemo' && method !== 'ping').length;
  return { told: ada.client.notifications.length, asked };
};

describe('every request', () => {
  it.each(refusals)('[SE1] [RO1] $method $where is $code and changes nothing', async ({ method, situation, code }) => {
    const { sfu } = stage.sfu;
    // Before anybody waits: making the first texts of a pattern takes its time.
    const params = paramsOf(method);
    const client = await stage.open();
    await situation.enter({ room, client, ada, holdEntry: () => sfu.hold('openPeer') });
    const before = await world();
    expect(await client.outcome(method, params)).toBe(code);
    expect(await world()).toEqual(before);

    sfu.flow('openPeer');
    if (client.responses.every(({ id }) => id !== 'join') && situation.state === undefined) sfu.release('openPeer');
    await client.settle();
    expect(client.closedWith).toBeUndefined();
    // The session is as good as before.
    if (situation.state !== undefined && situation.state !== 'joined') return client.close();
    // A seat left by a close alone would end 30 s later, in the middle of another test.
    if (situation.state === undefined)
      await expect.poll(() => client.responses.some(({ id }) => id === 'join')).toBe(true);
    expect(await client.outcome('leave')).toBe('ok');
    expect((await client.closed).code).toBe(1000);
  });

  it('[SE1] after the leave closes nothing but its own session, and is not answered', async () => {
    const client = await stage.open();
    await client.join('Mallory', room);
    const before = stage.sfu.sfu.asked('produce').length;
    const text = (id: string, method: Method) =>
      JSON.stringify({ t: 'req', id, method, params: method === 'leave' ? {} : paramsOf(method) });
    for (const [index, method] of (['leave', ...Object.keys(requests)] as Method[]).entries())
      client.send(text(`late-${index}`, method));
    expect((await client.closed).code).toBe(1000);
    const answered = client.responses.filter(({ id }) => id.startsWith('late-'));
    // What came in the same turn as the leave may be answered, but for a ping only in one way.
    for (const answer of answered.slice(1)) {
      if (answer.ok) expect(answer.result).toEqual({});
      else expect(answer.error.code).toBe('invalidState');
    }
    expect(stage.sfu.sfu.asked('produce')).toHaveLength(before);
    await ada.client.settle();
  });

  it('[ST6] of a session whose seat a newer one has is not answered, and changes nothing', async () => {
    const older = await stage.open();
    const { peerId, resumeSecret } = await older.join('Mallory', room);
    const newer = await stage.open();
    const params = { protocolVersion: 1, roomId: room as never, peerId, resumeSecret, lastSeq: 0, mediaEpoch: 1 };
    await newer.call('resume', params);
    const before = await world();
    for (const method of Object.keys(requests) as Method[])
      if (older.socket.readyState === older.socket.OPEN)
        older.send(JSON.stringify({ t: 'req', id: method, method, params: paramsOf(method) }));
    expect((await older.closed).code).toBe(4409);
    expect(older.responses.map(({ id }) => id)).toEqual(['ask-1']);
    expect(await world()).toEqual(before);
    expect(await newer.outcome('leave')).toBe('ok');
  });
});
