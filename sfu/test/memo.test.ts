import { MAX_MEMO_LENGTH } from '@confab/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTestWorker } from './support/findTestWorker.ts';
import type { Link } from './support/linkTo.ts';
import { linkTo } from './support/linkTo.ts';
import { newRoomId, Peer } from './support/Peer.ts';
import { opusParameters } from './support/rtp.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();

describe.skipIf(!workerBin)('what an sfu remembers for signaling', () => {
  let sfu: Awaited<ReturnType<typeof startSfu>>;
  let link: Link;
  beforeAll(async () => {
    sfu = await startSfu(testMedia(workerBin ?? ''));
    link = await linkTo(sfu.port, testSecret);
  });
  afterAll(() => sfu.close());

  it('[RS1] [RS2] outlives the link, and so does what it describes', async () => {
    const roomId = newRoomId();
    const [ada, bob] = [await new Peer(link, roomId).open(), await new Peer(link, roomId).open()];
    await ada.produce('microphone');
    // Of a picture it would be told, sooner or later, that nobody shows it.
    await ada.produce('screenAudio', opusParameters('1', 2222));
    await link.call('setProducerPaused', { ...ada.id, source: 'microphone', paused: true });
    await link.call('setMemo', { roomId, memo: 'older' });
    await link.call('setMemo', { roomId, memo: 'a text of signaling' });
    const first = link;
    link = await linkTo(sfu.port, testSecret);
    first.close();
    await first.closed;

    expect((await link.factOf('nodeReady')).roomIds).toContain(roomId);
    const held = (peer: Peer, sources: object[]) => ({
      peerId: peer.peerId,
      sendTransportId: peer.media.sendTransport.transportId,
      recvTransportId: peer.media.recvTransport.transportId,
      sources,
    });
    expect(await link.call('getRoom', { roomId })).toEqual({
      memo: 'a text of signaling',
      peers: [
        held(ada, [
          { source: 'microphone', paused: true },
          { source: 'screenAudio', paused: false },
        ]),
        held(bob, []),
      ],
    });
  });

  it('[RS2] ends with the room', async () => {
    const roomId = newRoomId();
    await expect(link.call('setMemo', { roomId, memo: 'early' })).rejects.toMatchObject({ code: 'notFound' });
    await expect(link.call('getRoom', { roomId })).rejects.toMatchObject({ code: 'notFound' });
    const ada = await new Peer(link, roomId).open();
    expect(await link.call('getRoom', { roomId })).toMatchObject({ peers: [{ peerId: ada.peerId }] });
    await link.call('setMemo', { roomId, memo: 'a text' });
    await ada.close();
    await ada.open();
    expect(await link.call('getRoom', { roomId })).not.toHaveProperty('memo');
  });

  it('[RS2] is bounded', async () => {
    const roomId = newRoomId();
    await new Peer(link, roomId).open();
    await link.call('setMemo', { roomId, memo: '✓'.repeat(MAX_MEMO_LENGTH) });
    const tooLong = link.call('setMemo', { roomId, memo: 'x'.repeat(MAX_MEMO_LENGTH + 1) });
    await expect(tooLong).rejects.toMatchObject({ code: 'badRequest' });
  });
});
