import { expect, it } from 'vitest';
import { findTestWorker } from './support/findTestWorker.ts';
import { linkTo } from './support/linkTo.ts';
import { newRoomId, Peer } from './support/Peer.ts';
import { startSfu, testMedia, testSecret } from './support/startSfu.ts';

const workerBin = await findTestWorker();

// All of 127.0.0.0/8 is this machine on Linux.
it.skipIf(!workerBin)('a peer is offered every address, UDP before TCP, each as it is announced', async () => {
  const listen = [{ ip: '127.0.0.1', announced: 'media.example.org' }, { ip: '127.0.0.2' }];
  const sfu = await startSfu(testMedia(workerBin ?? '', { listen }));
  const link = await linkTo(sfu.port, testSecret);
  try {
    const { media } = await new Peer(link, newRoomId()).open();
    const { iceCandidates } = media.recvTransport;
    const offered = [...iceCandidates].sort((one, other) => other.priority - one.priority);
    expect(offered.map(({ protocol }) => protocol)).toEqual(['udp', 'udp', 'tcp', 'tcp']);
    for (const protocol of ['udp', 'tcp'])
      expect(offered.filter((one) => one.protocol === protocol).map(({ address }) => address)).toEqual([
        'media.example.org',
        '127.0.0.2',
      ]);
  } finally {
    link.close();
    await sfu.close();
  }
});
