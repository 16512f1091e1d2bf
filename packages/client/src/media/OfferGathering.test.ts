import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { settle } from '../testing/FakeServer.ts';
import { ada, consumerOffer } from '../testing/roomFixtures.ts';
import { OfferGathering } from './OfferGathering.ts';

const voice = consumerOffer('c1', ada, 'microphone');
const face = consumerOffer('c2', ada, 'camera');

function createGathering() {
  const clock = new FakeClock();
  const gathering = new OfferGathering(clock);
  const gathered: string[] = [];
  const gather = async (name: string, offers: Parameters<OfferGathering['gather']>[0], isMore: boolean) => {
    const all = await gathering.gather(offers, () => isMore);
    gathered.push(`${name}: ${all.map(({ consumerId }) => consumerId).join()}`);
  };
  return { clock, gathering, gathered, gather };
}

describe('OfferGathering', () => {
  it('[ME8] does not wait where nothing more is to come', async () => {
    const { gathered, gather } = createGathering();
    void gather('first', [voice], false);
    await settle();
    expect(gathered).toEqual(['first: c1']);
  });

  it('[ME8] gives all to the first, as soon as nothing more is to come', async () => {
    const { gathered, gather } = createGathering();
    void gather('first', [voice], true);
    await settle();
    expect(gathered).toEqual([]);
    void gather('second', [face], false);
    await settle();
    expect(gathered.toSorted()).toEqual(['first: c1,c2', 'second: ']);
  });

  it('[ME8] waits for 40 ms, and then for the next ones anew', async () => {
    const { clock, gathered, gather } = createGathering();
    void gather('first', [voice], true);
    clock.advance(39);
    await settle();
    expect(gathered).toEqual([]);
    clock.advance(1);
    await settle();
    expect(gathered).toEqual(['first: c1']);
    void gather('second', [face], false);
    await settle();
    expect(gathered).toEqual(['first: c1', 'second: c2']);
  });

  it('gives nothing when it is closed meanwhile', async () => {
    const { clock, gathering, gathered, gather } = createGathering();
    void gather('first', [voice], true);
    gathering.close();
    await settle();
    expect(gathered).toEqual(['first: ']);
    expect(clock.pending).toBe(0);
  });
});
