import { DIRECT_AFTER_MS, MAX_SIGNALS_PER_EPOCH } from '@confab/protocol';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startHostileStage } from '../support/startHostileStage.ts';
import type { WireClient } from '../support/WireClient.ts';

let stage: Awaited<ReturnType<typeof startHostileStage>>;
let ada: WireClient;
let bob: WireClient;
let bobId: string;
const candidate = { candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null } };
const offer = (sdp: string) => ({ description: { type: 'offer', sdp, sources: [] } });
const heardBy = (client: WireClient) => client.notifications.filter(({ name }) => name === 'signalled');

beforeAll(async () => {
  stage = await startHostileStage();
  [ada, bob] = [await stage.open(), await stage.open()];
  await ada.join('Ada', 'a-room');
  bobId = (await bob.join('Bob', 'a-room')).peerId;
  for (const client of [ada, bob]) expect(await client.outcome('allowDirect', { allowed: true })).toBe('ok');
  const isDirect = () => expect(ada.toldNames.at(-1)).toMatch(/topologyChanged$/);
  await vi.waitFor(isDirect, DIRECT_AFTER_MS + 45_000);
});
afterAll(() => stage.stop());

it('[SI2] of a stranger, and of one of another room, reach nobody', async () => {
  const eve = await stage.open();
  const signal = { to: bobId, epoch: 1, signal: candidate };
  expect(await eve.outcome('signal', signal)).toBe('invalidState');
  await eve.join('Eve', 'b-room');
  expect(await eve.outcome('signal', signal)).toBe('notFound');
  await bob.settle();
  expect(heardBy(bob)).toEqual([]);
  await eve.close();
});

it('[SI4] of a megabyte ends its sender’s socket, and a long one is refused; nobody else notices', async () => {
  const eve = await stage.open();
  await eve.join('Eve', 'c-room');
  // Never answered: the socket is gone before.
  eve.ask('signal', { to: bobId, epoch: 1, signal: offer('v'.repeat(1_000_000)) }).catch(() => undefined);
  expect((await eve.closed).code).toBe(1009);
  expect(await ada.outcome('signal', { to: bobId, epoch: 1, signal: offer('v'.repeat(40_000)) })).toBe('badRequest');
  await bob.settle();
  expect(heardBy(bob)).toEqual([]);
  expect(ada.closedWith).toBeUndefined();
});

it('[SI3] [SI4] ten thousand candidates of another epoch reach nobody; of the current one a few do', async () => {
  expect(await ada.outcome('signal', { to: bobId, epoch: 0, signal: candidate })).toBe('ok');
  for (let index = 0; index < 10_000; index++) {
    ada.send(
      JSON.stringify({
        t: 'req',
        id: `${index}`,
        method: 'signal',
        params: { to: bobId, epoch: 1, signal: candidate },
      }),
    );
  }
  // A flood: its socket is closed.
  expect((await ada.closed).code).toBe(4429);
  await bob.settle();
  expect(heardBy(bob).length).toBeLessThanOrEqual(MAX_SIGNALS_PER_EPOCH);
  expect(bob.closedWith).toBeUndefined();
});
