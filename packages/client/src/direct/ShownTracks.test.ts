import { expect, it } from 'vitest';
import { FakeTrack } from '../testing/FakeTrack.ts';
import { TrackRegistry } from '../TrackRegistry.ts';
import { ShownTracks } from './ShownTracks.ts';

const CAMERA = 'ada:camera';

function setUp() {
  const registry = new TrackRegistry();
  const shown = new ShownTracks(registry);
  const [bySfu, direct] = [new FakeTrack('video', 'by sfu'), new FakeTrack('video', 'direct')];
  shown.put(CAMERA, bySfu);
  return { registry, shown, bySfu, direct };
}

it('shows what comes directly while anything does, else what comes by way of the sfu', () => {
  const { registry, shown, bySfu, direct } = setUp();
  expect(registry.get(CAMERA)).toBe(bySfu);
  shown.showDirect(CAMERA, direct);
  expect(registry.get(CAMERA)).toBe(direct);
  shown.showBySfu(CAMERA);
  expect(registry.get(CAMERA)).toBe(bySfu);
  shown.remove(CAMERA);
  expect(registry.get(CAMERA)).toBeUndefined();
});

it('[HE5] only the sfu’s track is spent when its transports are gone, also while the direct one is shown', () => {
  const { registry, shown, bySfu, direct } = setUp();
  shown.showDirect(CAMERA, direct);
  shown.spend(CAMERA);
  expect([registry.isSpent(bySfu), registry.isSpent(direct)]).toEqual([true, false]);
  expect(registry.get(CAMERA)).toBe(direct);
  shown.spend('nobody:camera');
});
