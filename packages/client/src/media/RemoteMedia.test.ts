import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import type { Ask } from '../signaling/SignalingClient.ts';
import { FakeEngine } from '../testing/FakeEngine.ts';
import { ada, consumerOffer, mediaOffer } from '../testing/roomFixtures.ts';
import type { EngineOptions } from './MediaEngine.ts';
import { RemoteMedia } from './RemoteMedia.ts';

function setUp() {
  const happened: string[] = [];
  const ask = ((method: string) => Promise.resolve(void happened.push(method))) as unknown as Ask;
  const tell = (what: string) => (trackId: string) => void happened.push(`${what} ${trackId}`);
  const remote = new RemoteMedia({
    tracks: { put: tell('put'), remove: tell('remove'), spend: tell('spend') },
    ask,
    clock: new FakeClock(),
    onChange: () => void happened.push('changed'),
  });
  remote.useEngine(new FakeEngine({ offer: mediaOffer(1), ask } as unknown as EngineOptions));
  return { remote, happened };
}

it('[ME3] confirms what is set up before anybody draws it: its first packets come meanwhile', async () => {
  const { remote, happened } = setUp();
  await remote.add([consumerOffer('c1', ada, 'microphone'), consumerOffer('c2', ada, 'camera')]);
  expect(happened).toEqual(['resumeConsumers', `put ${ada}:microphone`, `put ${ada}:camera`, 'changed']);
});

it('[HE5] says what nothing comes of any more when its transports are gone, and keeps it', async () => {
  const { remote, happened } = setUp();
  await remote.add([consumerOffer('c1', ada, 'camera')]);
  happened.length = 0;
  remote.useEngine(undefined);
  expect(happened).toEqual([`spend ${ada}:camera`]);
});

it('[HE5] and when its consumer was closed, unless another one took its place before', async () => {
  const { remote, happened } = setUp();
  await remote.add([consumerOffer('c1', ada, 'camera')]);
  await remote.add([consumerOffer('c2', ada, 'camera')]);
  happened.length = 0;
  remote.closeStreams([consumerOffer('c1', ada, 'camera').consumerId]);
  expect(happened).toEqual(['changed']);
  remote.closeStreams([consumerOffer('c2', ada, 'camera').consumerId]);
  expect(happened).toEqual(['changed', `spend ${ada}:camera`, 'changed']);
});
