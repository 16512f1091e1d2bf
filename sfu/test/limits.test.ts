import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RtpParameters } from '@confab/protocol';
import { MAX_PEERS_PER_ROOM } from '@confab/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Limits } from '../src/mediasoup/limits.ts';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Link } from './support/linkTo.ts';
import { linkTo } from './support/linkTo.ts';
import { newRoomId, Peer } from './support/Peer.ts';
import { opusParameters, vp8SimulcastParameters } from './support/rtp.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();
const [codec] = opusParameters().codecs;
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

describe.skipIf(!workerBin)('the limits of an sfu', () => {
  let sfu: Awaited<ReturnType<typeof startSfu>>;
  let link: Link;
  beforeAll(async () => {
    sfu = await startSfu(testMedia(workerBin ?? ''));
    link = await linkTo(sfu.port, testSecret);
  });
  afterAll(async () => {
    link.close();
    await sfu.close();
  });
  const pids = async () => (await link.call('getStats', {})).workers.map(({ pid }) => pid);

  it.each<[string, object]>([
    ['5,000 codecs', { codecs: many(5_000, (at) => ({ ...codec, payloadType: at % 128 })) }],
    ['200 encodings', { encodings: many(200, (ssrc) => ({ ssrc })) }],
    ['a mid of 60,000 characters', { mid: 'm'.repeat(60_000) }],
    ['a cname of 60,000 characters', { rtcp: { cname: 'c'.repeat(60_000) } }],
    ['one ssrc twice', { encodings: [{ ssrc: 1 }, { ssrc: 1 }] }],
    ['1,000 header extensions', { headerExtensions: many(1_000, (at) => ({ uri: `urn:${at}`, id: (at % 255) + 1 })) }],
    ['a feedback list without end', { codecs: [{ ...codec, rtcpFeedback: many(5_000, () => ({ type: 'nack' })) }] }],
    ['no codecs', { codecs: [] }],
  ])('[LI4] keep %s from the worker, which lives', async (_, absurd) => {
    const before = await pids();
    const peer = await new Peer(link, newRoomId()).open();
    // What a hostile client may write has no type.
    const parameters = { ...opusParameters(), ...absurd } as RtpParameters;
    await expect(peer.produce('microphone', parameters)).rejects.toMatchObject({ code: 'badRequest' });
    await peer.produce('microphone');
    expect(await pids()).toEqual(before);
  });

  it('[LI4] take what Chrome sends at its most', async () => {
    const peer = await new Peer(link, newRoomId()).open();
    await peer.produce('camera', vp8SimulcastParameters());
  });

  it('[LI7] refuse the 101st peer of a room, not one that opens again, and leave nothing behind', async () => {
    const roomId = newRoomId();
    const peers = await Promise.all(many(MAX_PEERS_PER_ROOM, () => new Peer(link, roomId).open()));
    const { peers: count } = await link.call('getStats', {});
    await expect(new Peer(link, roomId).open()).rejects.toMatchObject({
      code: 'limitExceeded',
      message: 'peersOfRoom: the limit is 100, there are 100',
    });
    await peers[0]?.open();
    expect(await link.call('getStats', {})).toMatchObject({ peers: count });
    await peers[1]?.close();
    await new Peer(link, roomId).open();
  });

  it.each([
    ['roomsOfNode', 1, ['another room']],
    ['peersOfRoom', 2, ['this room']],
    ['peersOfWorker', 2, ['this room', 'another room']],
    // However little it does: that is busy.
    ['cpuOfWorker', 0, ['this room', 'another room']],
  ] as const)('[LI7] refuse who is new beyond %s, and leave alone who is there', async (name, limit, refused) => {
    const limits: Partial<Record<keyof Limits, number>> = {};
    const full = await startSfu(testMedia(workerBin ?? '', { limits }));
    const toFull = await linkTo(full.port, testSecret);
    try {
      const roomId = newRoomId();
      const [ada, ben] = [await new Peer(toFull, roomId).open(), await new Peer(toFull, roomId).open()];
      await ada.produce('microphone');
      await ben.startReceiving();
      await ben.consume({ peerId: ada.peerId, source: 'microphone' });
      // The spare program takes its time to start.
      await expect.poll(() => toFull.call('getStats', {})).toHaveProperty('sparePid');
      const before = await toFull.call('getStats', {});

      limits[name] = limit;
      for (const where of refused)
        await expect(new Peer(toFull, where === 'this room' ? roomId : newRoomId()).open()).rejects.toMatchObject({
          code: 'limitExceeded',
          message: expect.stringMatching(new RegExp(`^${name}: the limit is ${limit}, there are \\d`)),
        });
      expect(await toFull.call('getStats', {})).toEqual(before);
      expect(toFull.facts.map(({ name: fact }) => fact).filter((fact) => /Lost|Closed/.test(fact))).toEqual([]);
      await ben.produce('camera');
      await ada.open();

      delete limits[name];
      for (const where of refused) await new Peer(toFull, where === 'this room' ? roomId : newRoomId()).open();
    } finally {
      toFull.close();
      await full.close();
    }
  });

  it('[LI7] keep a peer at two transports and one producer for each source, however often it asks', async () => {
    const before = await link.call('getStats', {});
    const peer = await new Peer(link, newRoomId()).open();
    for (let round = 0; round < 5; round++) {
      await peer.open();
      await peer.produce('camera');
      await peer.produce('camera');
    }
    expect(await link.call('getStats', {})).toMatchObject({ peers: before.peers + 1, producers: before.producers + 1 });
    await peer.close();
  });

  it.skipIf(process.platform !== 'linux')('[LI7] refuse who is new on a worker that is short of handles', async () => {
    const [pid] = await pids();
    const needed = (await readdir(`/proc/${pid}/fd`)).length;
    const folder = await mkdtemp(join(tmpdir(), 'confab-handles-'));
    const program = join(folder, 'worker');
    // One more than it has when it is idle.
    await writeFile(program, `#!/bin/sh\nulimit -n ${needed + 1}\nexec '${workerBin}' "$@"\n`, { mode: 0o755 });
    const poor = await startSfu(testMedia(program));
    const toPoor = await linkTo(poor.port, testSecret);
    try {
      await expect(new Peer(toPoor, newRoomId()).open()).rejects.toMatchObject({
        code: 'limitExceeded',
        message: expect.stringMatching(/^handlesOfWorker: the limit is 0\.9, there are (0\.9|1)/),
      });
    } finally {
      toPoor.close();
      await poor.close();
      await rm(folder, { recursive: true });
    }
  });
});
