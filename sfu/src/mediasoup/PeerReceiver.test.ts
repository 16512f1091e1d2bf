import type { PeerId, ProducerId } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { limits } from './limits.ts';
import type { PeerReceiverOptions } from './PeerReceiver.ts';
import { PeerReceiver } from './PeerReceiver.ts';

/** On a worker that takes its time: what is asked for is counted all the same. */
const newReceiver = () =>
  new PeerReceiver({
    transport: { isClosed: false, mediasoup: { consume: () => new Promise(() => undefined) } },
    clock: new FakeClock(),
    reach: () => undefined,
    isHeldBack: () => false,
    hasBegun: () => false,
    startOf: () => undefined,
    onFlowing: () => undefined,
    onWanted: () => undefined,
  } as unknown as PeerReceiverOptions);

const streamOf = (index: number) => ({
  peerId: `peer-${index}` as PeerId,
  source: 'camera' as const,
  producerId: `producer-${index}` as ProducerId,
});

describe('PeerReceiver', () => {
  it('[LI7] refuses the 401st consumer of a peer, and takes one again when one is gone', async () => {
    const receiver = newReceiver();
    receiver.setRtpCapabilities({ codecs: [], headerExtensions: [] });
    for (let index = 0; index < limits.consumersOfPeer; index++) void receiver.consume(streamOf(index));
    const refusal = { code: 'limitExceeded', message: 'consumersOfPeer: the limit is 400, there are 400' };
    await expect(receiver.consume(streamOf(400))).rejects.toMatchObject(refusal);
    receiver.producerClosed(streamOf(7).producerId);
    void receiver.consume(streamOf(400));
    await expect(receiver.consume(streamOf(401))).rejects.toMatchObject(refusal);
  });

  it('does not open one twice, however often it is asked for', async () => {
    const receiver = newReceiver();
    receiver.setRtpCapabilities({ codecs: [], headerExtensions: [] });
    for (let round = 0; round <= limits.consumersOfPeer; round++) void receiver.consume(streamOf(0));
    void receiver.consume(streamOf(1));
    await expect(Promise.race([receiver.consume(streamOf(0)), Promise.resolve('opening')])).resolves.toBe('opening');
  });
});
