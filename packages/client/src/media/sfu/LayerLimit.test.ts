import { describe, expect, it } from 'vitest';
import { settle } from '../../testing/FakeServer.ts';
import { LayerLimit } from './LayerLimit.ts';

const times = (count: number): boolean[] => Array.from({ length: count }, () => true);

/** A sender whose changes are carried out when the test says so. */
function createSender(count: number, active = times(count), scalabilityMode?: string) {
  const set: boolean[][] = [];
  const scales: (number | undefined)[][] = [];
  const waiting: (() => void)[] = [];
  const state = { refuses: false };
  let encodings: RTCRtpEncodingParameters[] = active.map((isActive, index) => ({
    active: isActive,
    rid: `r${index}`,
    ...(scalabilityMode && { scalabilityMode }),
  }));
  return {
    set,
    scales,
    modes: () => encodings.map((encoding) => Reflect.get(encoding, 'scalabilityMode')),
    state,
    /** An answer to what was offered before the last change. */
    applyOldAnswer: () => {
      encodings = encodings.map((encoding) => ({ ...encoding, active: true }));
    },
    finish: async () => {
      waiting.shift()?.();
      await settle();
    },
    getParameters: () => ({ transactionId: 'x', encodings, codecs: [], headerExtensions: [], rtcp: {} }),
    setParameters: async (parameters: RTCRtpSendParameters) => {
      if (state.refuses) throw new Error('refused');
      set.push(parameters.encodings.map(({ active }) => active ?? true));
      scales.push(parameters.encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy));
      encodings = parameters.encodings;
      await new Promise<void>((resolve) => void waiting.push(resolve));
    },
  };
}

describe('LayerLimit', () => {
  it.each([
    ['none', [false, false, false]],
    ['low', [true, false, false]],
    ['mid', [true, true, false]],
  ] as const)('[FW4] leaves of three layers for %s: %j', (layers, active) => {
    const sender = createSender(3);
    const limit = new LayerLimit();
    limit.attach(sender);
    limit.set({ layers });
    expect(sender.set).toEqual([active]);
  });

  it('[FW4] keeps the newest wish while one is carried out', async () => {
    const sender = createSender(3);
    const limit = new LayerLimit();
    limit.attach(sender);
    for (const layers of ['low', 'mid', 'none'] as const) limit.set({ layers });
    await sender.finish();
    await sender.finish();
    expect(sender.set).toEqual([
      [true, false, false],
      [false, false, false],
    ]);
    limit.set({ layers: 'high' });
    expect(sender.set.at(-1)).toEqual([true, true, true]);
  });

  it('[FW4] carries out what was wished before there was a sender', () => {
    const sender = createSender(1);
    const limit = new LayerLimit();
    limit.set({ layers: 'none' });
    limit.attach(sender);
    expect(sender.set).toEqual([[false]]);
  });

  it('[FW4] what a browser refuses is asked of it again with the next wish and the next look at the picture', async () => {
    const sender = createSender(3);
    const limit = new LayerLimit([4, 2, 1]);
    limit.attach(sender);
    sender.state.refuses = true;
    limit.set({ layers: 'low' });
    await settle();
    limit.set({ layers: 'low' });
    await settle();
    sender.state.refuses = false;
    limit.fit({ width: 1_280, height: 720 });
    expect(sender.set).toEqual([[true, false, false]]);
  });

  it('[FW4] a wish that comes while one is refused is carried out', async () => {
    const sender = createSender(3);
    const limit = new LayerLimit();
    limit.attach(sender);
    sender.state.refuses = true;
    limit.set({ layers: 'low' });
    sender.state.refuses = false;
    limit.set({ layers: 'none' });
    await settle();
    expect(sender.set).toEqual([[false, false, false]]);
  });

  it('[FW4] what a negotiation has undone is done again with the next look at the picture', async () => {
    const sender = createSender(3);
    const limit = new LayerLimit([4, 2, 1]);
    limit.attach(sender);
    limit.set({ layers: 'low' });
    await sender.finish();
    limit.fit({ width: 1_280, height: 720 });
    expect(sender.set).toHaveLength(1);
    sender.applyOldAnswer();
    limit.fit({ width: 1_280, height: 720 });
    await sender.finish();
    sender.applyOldAnswer();
    limit.look();
    expect(sender.set).toEqual([
      [true, false, false],
      [true, false, false],
      [true, false, false],
    ]);
  });

  it('[FW17] begins with the lowest layer alone, whatever is wanted, and is what is wanted once it may be', async () => {
    const limit = new LayerLimit([4, 2, 1], { isLowestAlone: true });
    const negotiated = limit.begin([{ rid: 'r0' }, { rid: 'r1' }, { rid: 'r2' }]);
    expect(negotiated.map(({ active }) => active)).toEqual([true, false, false]);
    const sender = createSender(3, [true, false, false]);
    limit.attach(sender);
    limit.set({ layers: 'mid' });
    expect(sender.set).toEqual([]);
    limit.set({ layers: 'none' });
    await sender.finish();
    limit.set({ layers: 'mid' });
    await sender.finish();
    limit.release();
    await sender.finish();
    expect(sender.set).toEqual([
      [false, false, false],
      [true, false, false],
      [true, true, false],
    ]);
  });

  it('[FW17] has no temporal layers as long as it is the lowest alone, and those that were negotiated from then on', async () => {
    const limit = new LayerLimit([4, 2, 1], { isLowestAlone: true });
    const sender = createSender(3, [true, false, false], 'L1T3');
    limit.attach(sender);
    await sender.finish();
    expect(sender.modes()).toEqual(['L1T1', 'L1T1', 'L1T1']);
    limit.set({ layers: 'low' });
    limit.release();
    await sender.finish();
    expect(sender.modes()).toEqual(['L1T3', 'L1T3', 'L1T3']);
    expect(sender.set).toEqual([
      [true, false, false],
      [true, false, false],
    ]);
  });

  it('[FW17] begins with all of them otherwise', () => {
    const negotiated = new LayerLimit([4, 2, 1]).begin([{ rid: 'r0' }, { rid: 'r1' }]);
    expect(negotiated).toEqual([
      { rid: 'r0', active: true },
      { rid: 'r1', active: true },
    ]);
  });

  it('[FW10] makes fewer layers of a small picture, the largest of them the picture itself, and as many as before of a large one', async () => {
    const sender = createSender(3);
    const limit = new LayerLimit([4, 2, 1]);
    limit.attach(sender);
    expect(sender.set).toEqual([]);
    for (const [width, height] of [
      [640, 360],
      [320, 180],
      [1_280, 720],
    ] as const) {
      limit.fit({ width, height });
      await sender.finish();
    }
    expect(sender.set).toEqual([
      [true, true, false],
      [true, false, false],
      [true, true, true],
    ]);
    expect(sender.scales).toEqual([
      [2, 1, undefined],
      [1, 1, undefined],
      [4, 2, 1],
    ]);
  });

  it('[FW10] what is the same size still changes nothing', () => {
    const sender = createSender(3);
    const limit = new LayerLimit([4, 2, 1]);
    limit.attach(sender);
    limit.fit({ width: 1_280, height: 720 });
    limit.fit({ width: 720, height: 1_280 });
    expect(sender.set).toEqual([]);
  });

  it('[FW4] [FW10] no layer of a small picture is on that nobody wants, and all that it has for who wants all', async () => {
    const sender = createSender(3);
    const limit = new LayerLimit([2, 1]);
    limit.attach(sender);
    await sender.finish();
    limit.set({ layers: 'low' });
    await sender.finish();
    limit.set({ layers: 'high' });
    expect(sender.set).toEqual([
      [true, true, false],
      [true, false, false],
      [true, true, false],
    ]);
  });

  it('[FW12] leaves the middle one of three layers out, and none of fewer, until it is needed', async () => {
    const sender = createSender(3);
    const limit = new LayerLimit([4, 2, 1]);
    limit.attach(sender);
    limit.set({ layers: 'high', withoutMid: true });
    await sender.finish();
    for (const height of [360, 180, 720]) {
      limit.fit({ width: (height * 16) / 9, height });
      await sender.finish();
    }
    limit.set({ layers: 'high' });
    expect(sender.set).toEqual([
      [true, false, true],
      [true, true, false],
      [true, false, false],
      [true, false, true],
      [true, true, true],
    ]);
  });
});
