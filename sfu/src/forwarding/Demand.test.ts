import type { PeerId } from '@confab/protocol';
import { WANT_LESS_AFTER_MS } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WantedStream } from './Demand.ts';
import { Demand } from './Demand.ts';

const ada = 'ada' as PeerId;
const bob = 'bob' as PeerId;

describe('what a sender is told', () => {
  let clock: FakeClock;
  let demand: Demand;
  let told: (readonly WantedStream[])[];
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    clock = new FakeClock();
    told = [];
    demand = new Demand({ clock, onChanged: (streams) => void told.push(streams) });
    demand.open(ada, 'camera');
  });
  afterEach(() => {
    demand.closeAll();
    expect(clock.pending).toBe(0);
  });
  /** What is told in the turn after this. */
  const after = async (act: () => void) => {
    told.length = 0;
    act();
    await turn();
    return told.flat().map(({ layers }) => layers);
  };

  it('[FW4] is less only when that has held, and more at once', async () => {
    expect(await after(() => demand.want(ada, 'camera', 'none'))).toEqual([]);
    expect(await after(() => clock.advance(WANT_LESS_AFTER_MS - 1))).toEqual([]);
    expect(await after(() => clock.advance(1))).toEqual(['none']);
    expect(await after(() => demand.want(ada, 'camera', 'mid'))).toEqual(['mid']);
    expect(demand.toldOf(ada, 'camera')).toEqual({ layers: 'mid' });
  });

  it('[FW4] is nothing when less is wanted for a moment', async () => {
    await after(() => demand.want(ada, 'camera', 'high'));
    await after(() => demand.want(ada, 'camera', 'none'));
    clock.advance(WANT_LESS_AFTER_MS - 1);
    expect(await after(() => demand.want(ada, 'camera', 'high'))).toEqual([]);
    expect(await after(() => clock.advance(10_000))).toEqual([]);
  });

  it('[FW4] is how it is when the time is over, however often it has changed', async () => {
    await after(() => demand.want(ada, 'camera', 'none'));
    clock.advance(WANT_LESS_AFTER_MS - 1);
    await after(() => demand.want(ada, 'camera', 'low'));
    expect(await after(() => clock.advance(1))).toEqual(['low']);
  });

  it('[FW4] is told anew of a new producer, even that all is wanted', async () => {
    await after(() => demand.want(ada, 'camera', 'none'));
    expect(await after(() => clock.advance(WANT_LESS_AFTER_MS))).toEqual(['none']);
    demand.open(ada, 'camera');
    expect(demand.toldOf(ada, 'camera')).toBeUndefined();
    expect(await after(() => demand.want(ada, 'camera', 'high'))).toEqual(['high']);
  });

  it('[FW12] is the middle layer at once when it is missing, and not any more only when that has held', async () => {
    await after(() => demand.want(ada, 'camera', 'high'));
    expect(await after(() => demand.want(ada, 'camera', 'outer'))).toEqual([]);
    expect(await after(() => clock.advance(WANT_LESS_AFTER_MS))).toEqual(['high']);
    expect(told.flat()).toEqual([{ peerId: ada, source: 'camera', layers: 'high', withoutMid: true }]);
    expect(demand.toldOf(ada, 'camera')).toEqual({ layers: 'high', withoutMid: true });
    expect(await after(() => demand.want(ada, 'camera', 'high'))).toEqual(['high']);
    expect(demand.toldOf(ada, 'camera')).toEqual({ layers: 'high' });
  });

  it('[FW12] is both, the middle layer that is missing and the largest one, until that is not wanted for a while', async () => {
    await after(() => demand.want(ada, 'camera', 'outer'));
    await after(() => clock.advance(WANT_LESS_AFTER_MS));
    expect(await after(() => demand.want(ada, 'camera', 'mid'))).toEqual(['high']);
    expect(demand.toldOf(ada, 'camera')).toEqual({ layers: 'high' });
    expect(await after(() => clock.advance(WANT_LESS_AFTER_MS))).toEqual(['mid']);
  });

  it('is one word for all that changed in a turn, and what it is by then', async () => {
    demand.open(bob, 'screen');
    await after(() => {
      demand.want(ada, 'camera', 'high');
      demand.want(bob, 'screen', 'high');
      demand.want(ada, 'camera', 'none');
    });
    expect(told).toEqual([
      [
        { peerId: ada, source: 'camera', layers: 'high' },
        { peerId: bob, source: 'screen', layers: 'high' },
      ],
    ]);
  });

  it('is nothing of what is closed, or was never there', async () => {
    expect(
      await after(() => {
        demand.want(ada, 'camera', 'high');
        demand.want(bob, 'camera', 'high');
        demand.close(ada, 'camera');
      }),
    ).toEqual([]);
  });
});
