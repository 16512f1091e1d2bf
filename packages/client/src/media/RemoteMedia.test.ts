import { FakeClock } from '@confab/rpc/testing';
import { expect, it } from 'vitest';
import type { Ask } from '../signaling/SignalingClient.ts';
import { FakeEngine } from '../testing/FakeEngine.ts';
import { ada, consumerOffer, mediaOffer } from '../testing/roomFixtures.ts';
import type { EngineOptions } from './MediaEngine.ts';
import { RemoteMedia } from './RemoteMedia.ts';

it('[ME3] confirms what is set up before anybody draws it: its first packets come meanwhile', async () => {
  const happened: string[] = [];
  const ask = ((method: string) => Promise.resolve(void happened.push(method))) as unknown as Ask;
  const remote = new RemoteMedia({
    tracks: { put: (trackId) => void happened.push(`put ${trackId}`), remove: () => undefined },
    ask,
    clock: new FakeClock(),
    onChange: () => void happened.push('changed'),
  });
  remote.useEngine(new FakeEngine({ offer: mediaOffer(1), ask } as unknown as EngineOptions));
  await remote.add([consumerOffer('c1', ada, 'microphone'), consumerOffer('c2', ada, 'camera')]);
  expect(happened).toEqual(['resumeConsumers', `put ${ada}:microphone`, `put ${ada}:camera`, 'changed']);
});
