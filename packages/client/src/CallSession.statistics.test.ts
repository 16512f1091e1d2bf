import { describe, expect, it } from 'vitest';
import { createCall, joinSending } from './testing/createCall.ts';
import type { TestCall } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import * as recorded from './testing/recordedStats.ts';
import { ada, consumerOffer, me, peer } from './testing/roomFixtures.ts';
import type { CallStatistics } from './statistics/CallStatistics.ts';

const voice = consumerOffer('c-ada', ada, 'microphone');
const hearing = async (): Promise<TestCall> => {
  const call = await joinSending({ wanted: { microphone: true, camera: false }, displayName: 'Zoë' });
  await call.server.notify(
    'peerJoined',
    { peer: { ...peer(ada, 'Ada', [{ source: 'microphone', muted: false }]) } },
    3,
  );
  await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers: [voice] });
  return call;
};

/** Two seconds later, with this in the browser's report. */
async function pass(call: TestCall, seconds: number, lost = 0): Promise<void> {
  const stat = recorded.chromiumVoice(seconds, { packetsLost: lost });
  call.engines.last.stats = {
    ...call.engines.last.stats,
    incoming: new Map([[voice.consumerId, stat]]),
    receivePath: recorded.chromiumPath(seconds),
  };
  call.clock.advance(2_000);
  await settle();
}

describe('statistics', () => {
  it('tells each sample as plain data, and keeps the newest', async () => {
    const call = await hearing();
    const heard: CallStatistics[] = [];
    const stop = call.session.statistics.subscribe((one) => heard.push(one));
    for (let seconds = 2; seconds <= 130; seconds += 2) await pass(call, seconds);
    expect(heard).toHaveLength(65);
    expect(heard.at(-1)).toMatchObject({
      quality: { level: 'good' },
      incoming: [{ trackId: `${ada}:microphone`, receiveBps: expect.closeTo(32_000, 0) }],
    });
    expect(heard.at(-1)?.history).toHaveLength(60);
    expect(JSON.parse(JSON.stringify(heard.at(-1)))).toEqual(heard.at(-1));
    stop();
    await pass(call, 132);
    expect(heard).toHaveLength(65);
  });

  it('a listener that comes later hears the last one at once, and one that throws harms nobody', async () => {
    const call = await hearing();
    await pass(call, 2);
    let heard = 0;
    call.session.statistics.subscribe(() => heard++);
    expect(heard).toBe(1);
  });

  it('stands in the snapshot in three steps, with the cause', async () => {
    const call = await hearing();
    for (let seconds = 2; seconds <= 8; seconds += 2) await pass(call, seconds, seconds * 25);
    expect(call.session.getSnapshot()).toMatchObject({
      quality: { level: 'good' },
      peers: [{ quality: { level: 'poor', cause: 'theirConnection' } }],
    });
    call.session.leave();
    expect(call.session.getSnapshot().quality).toEqual({ level: 'good' });
    expect(call.clock.pending).toBe(0);
  });

  it('[LK3] takes the word of the sfu for whose fault it is, while it is new', async () => {
    const call = await hearing();
    const own = { up: { kbps: 40, loss: 0 }, down: { kbps: 30, loss: 0.2 }, rttMs: 12 };
    const cause = () => call.session.getSnapshot().peers[0]?.quality?.cause;
    const links: CallStatistics['link'][] = [];
    call.session.statistics.subscribe(({ link }) => links.push(link));
    await call.server.notify('linksMeasured', { own, weak: [] });
    for (let seconds = 2; seconds <= 24; seconds += 2) await pass(call, seconds, seconds * 25);
    expect(cause()).toBe('yourConnection');
    expect(call.session.getSnapshot().quality).toEqual({ level: 'poor', cause: 'downlink' });
    expect(links.at(-1)).toEqual(own);
    for (let seconds = 26; seconds <= 28; seconds += 2) await pass(call, seconds, seconds * 25);
    expect(cause()).toBe('theirConnection');
    expect(links.at(-1)).toBeUndefined();
    await call.server.notify('linksMeasured', {
      own: { ...own, down: { kbps: 30, loss: 0 } },
      weak: [{ peerId: ada, level: 'poor' }],
    });
    await pass(call, 30, 30 * 25);
    expect(cause()).toBe('theirConnection');
  });

  it('goes on with another engine after a repair', async () => {
    const call = await hearing();
    await pass(call, 2);
    call.engines.last.collect = () => Promise.reject(new Error('closed'));
    await pass(call, 4);
    call.engines.last.collect = () => Promise.resolve(call.engines.last.stats);
    let heard = 0;
    call.session.statistics.subscribe(() => heard++);
    await pass(call, 6);
    expect(heard).toBe(2);
  });

  it('blames the server when it is gone', async () => {
    const call = await hearing();
    await call.server.notify('mediaLost', {});
    await pass(call, 2);
    await pass(call, 4);
    expect(call.session.getSnapshot().quality).toEqual({ level: 'poor', cause: 'server' });
  });
});

describe('the report', () => {
  it('has no names unless they agree, and never an address, an id or a word', async () => {
    const call = await hearing();
    call.session.sendChat('a secret');
    await pass(call, 2);
    await pass(call, 4);
    const report = call.session.makeReport({ withNames: false });
    const text = JSON.stringify(report);
    for (const secret of ['Zoë', 'Ada', 'a secret', '192.0.2', ada, me, 'mic-1']) expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toEqual(report);
    expect(report).toMatchObject({
      version: 1,
      call: { state: 'in-call', quality: { level: 'good' } },
      self: { microphone: { wanted: true, actual: 'on', room: 'on' } },
      people: [{ id: 'p1', sources: [{ source: 'microphone', muted: false, hasTrack: true }] }],
      statistics: { incoming: [{ trackId: 'p1:microphone' }] },
    });
  });

  it('has them when they do', async () => {
    const call = await hearing();
    expect(call.session.makeReport({ withNames: true })).toMatchObject({
      self: { name: 'Zoë' },
      people: [{ name: 'Ada' }],
    });
  });

  it('can be made before there is a call', () => {
    const { session } = createCall();
    expect(session.makeReport({ withNames: false })).toMatchObject({ call: { state: 'lobby' }, people: [] });
  });
});

it('the connection is checked by the transports that there are, and by what the microphone hears', async () => {
  const call = await hearing();
  call.engines.last.stats = { ...call.engines.last.stats, sendPath: recorded.chromiumPath(1) };
  expect(await call.session.checkConnection()).toEqual({ path: 'udp', roundTripMs: 12, microphone: 'heard' });
});
