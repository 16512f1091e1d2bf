import type { PeerId, RoomId } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../log.ts';
import { outcomeOf } from '../../testing/createStage.ts';
import type { SfuListener } from '../SfuPort.ts';
import { FakeSfu } from '../testing/FakeSfu.ts';
import { createChooseNode } from './chooseNode.ts';
import { MemoryDirectory } from './MemoryDirectory.ts';
import type { NodeLink } from './SfuNodes.ts';
import { GONE_AFTER_MS, MEET_WITHIN_MS, SfuNodes } from './SfuNodes.ts';

const room = (id: string) => id as RoomId;
const ada = '0192f0c0-0000-7000-8000-00000000000a' as PeerId;

/** An sfu at the end of a link that the test cuts and mends. */
class FakeNode implements NodeLink {
  readonly sfu = new FakeSfu();
  readonly openCalls = 0;
  readonly #id: string;
  #listener: SfuListener | undefined;

  constructor(id: string) {
    this.#id = id;
    this.sfu.isReady = false;
  }

  get isReady(): boolean {
    return this.sfu.isReady;
  }

  readonly call: FakeSfu['call'] = (method, params) => this.sfu.call(method, params);

  start(listener: SfuListener): void {
    this.#listener = listener;
  }

  stop(): void {
    this.#listener = undefined;
  }

  ready(load = 0, draining = false): void {
    this.sfu.isReady = true;
    const { roomIds } = this.sfu;
    const data = { nodeId: this.#id, mediasoupVersion: '3', workers: 1, roomIds, load, draining };
    this.#listener?.onFact({ name: 'nodeReady', data });
  }

  change(load: number, draining = false): void {
    this.#listener?.onFact({ name: 'nodeChanged', data: { load, draining } });
  }

  tell: SfuListener['onFact'] = (fact) => this.#listener?.onFact(fact);

  cut(): void {
    this.sfu.isReady = false;
    this.#listener?.onDown?.();
  }

  end(): void {
    this.sfu.isReady = false;
    this.sfu.holdings.rooms.clear();
    this.#listener?.onStopped();
  }
}

function createNodes(...ids: string[]) {
  const clock = new FakeClock();
  const nodes = ids.map((id) => new FakeNode(id));
  const heard: string[] = [];
  const fleet = new SfuNodes({
    links: new Map(nodes.map((node, index) => [`ws://${ids[index]}`, node])),
    directory: new MemoryDirectory(),
    // The two taken are always the first and the second of those that are there.
    chooseNode: createChooseNode(() => 0),
    clock,
    log: silentLog,
  });
  fleet.start({
    onFact: ({ name, data }) => heard.push('roomIds' in data ? `${name} ${data.roomIds.join(' ')}`.trim() : name),
    onStopped: () => heard.push('stopped'),
  });
  const open = (id: string) => outcomeOf(fleet.call('openPeer', { roomId: room(id), peerId: ada }));
  const roomsOf = () => nodes.map(({ sfu }) => sfu.roomIds);
  return { clock, nodes: nodes as [FakeNode, FakeNode, ...FakeNode[]], heard, fleet, open, roomsOf };
}

const two = () => {
  const all = createNodes('a', 'b');
  for (const node of all.nodes) node.ready();
  return all;
};

describe('several sfu nodes', () => {
  it('[ND1] get a room each, by load and by what was placed since', async () => {
    const { nodes, open, roomsOf } = two();
    for (const id of ['one', 'two', 'three', 'four']) expect(await open(id)).toBe('ok');
    expect(roomsOf()).toEqual([
      ['one', 'three'],
      ['two', 'four'],
    ]);
    nodes[0].change(0.5);
    await open('five');
    await open('six');
    expect(roomsOf()[1]).toEqual(['two', 'four', 'five', 'six']);
  });

  it('[ND1] keep a room together, whatever the loads are', async () => {
    const { nodes, fleet, open, roomsOf } = two();
    await open('one');
    nodes[0].change(1);
    await open('one');
    await fleet.call('setMemo', { roomId: room('one'), memo: 'text' });
    expect(roomsOf()).toEqual([['one'], []]);
    expect(await outcomeOf(fleet.call('getRoom', { roomId: room('elsewhere') }))).toBe('notFound');
    await fleet.call('closeRoom', { roomId: room('one') });
    await open('one');
    expect(roomsOf()).toEqual([[], ['one']]);
  });

  it('[ND2] pass on a new room that one of them cannot take', async () => {
    const { nodes, open, roomsOf } = two();
    nodes[0].sfu.refuse('openPeer', new ProtocolError('limitExceeded', 'full'));
    expect(await open('one')).toBe('ok');
    expect(roomsOf()).toEqual([[], ['one']]);
    nodes[1].sfu.refuse('openPeer', new ProtocolError('limitExceeded', 'full'));
    expect(await open('two')).toBe('limitExceeded');
    nodes[0].sfu.refuse('openPeer', new ProtocolError('quarantined', 'no'));
    nodes[0].change(0);
    expect(await open('three')).toBe('quarantined');
  });

  it('[ND2] give a draining one no new rooms, and new peers to those it has', async () => {
    const { nodes, open, roomsOf } = two();
    await open('one');
    nodes[0].change(0, true);
    for (const id of ['two', 'three', 'one']) await open(id);
    expect(roomsOf()).toEqual([['one'], ['two', 'three']]);
    nodes[1].change(0, true);
    expect(await open('four')).toBe('unavailable');
  });

  it('[ND3] take over the rooms of one that has stopped', async () => {
    const { nodes, fleet, heard, open, roomsOf } = two();
    await open('one');
    await open('two');
    nodes[0].end();
    expect(heard.slice(1)).toEqual(['roomsLost one']);
    expect(fleet.isReadyFor(room('one'))).toBe(true);
    await open('one');
    expect(roomsOf()).toEqual([[], ['two', 'one']]);
    // It comes back empty: nobody is moved again.
    nodes[0].ready();
    expect(heard.at(-1)).toBe('nodeReady two one');
  });

  it('[ND3] wait for one that is cut, and move its rooms when it stays away', async () => {
    const { nodes, fleet, clock, heard, open, roomsOf } = two();
    await open('one');
    nodes[0].cut();
    clock.advance(GONE_AFTER_MS - 1);
    expect([fleet.isReady, fleet.isReadyFor(room('one'))]).toEqual([true, false]);
    expect(await open('one')).toBe('unavailable');
    clock.advance(1);
    expect(heard.at(-1)).toBe('roomsLost one');
    expect(await open('one')).toBe('ok');
    expect(roomsOf()).toEqual([['one'], ['one']]);
    nodes[0].ready();
    expect(roomsOf()).toEqual([[], ['one']]);
    // What it says of the room now is of the past.
    nodes[0].tell({ name: 'peersLost', data: { roomId: room('one'), peerIds: [ada] } });
    expect(heard.at(-1)).toBe('nodeReady one');
    nodes[1].tell({ name: 'peersLost', data: { roomId: room('one'), peerIds: [ada] } });
    expect(heard.at(-1)).toBe('peersLost');
  });

  it('[ND3] keep the rooms of one that is cut while there is no other', async () => {
    const { nodes, clock, heard, open } = two();
    await open('one');
    nodes[1].end();
    nodes[0].cut();
    clock.advance(10 * GONE_AFTER_MS);
    nodes[0].ready();
    expect(heard).toEqual(['nodeReady', 'nodeReady one']);
    expect(clock.pending).toBe(0);
  });

  it('[ND4] are taken over from together, when each has answered or failed', async () => {
    const { nodes, heard, clock } = createNodes('a', 'b', 'c');
    nodes[0].sfu.isReady = true;
    await nodes[0].sfu.call('openPeer', { roomId: room('left'), peerId: ada });
    nodes[0].ready();
    nodes[1].ready();
    expect(heard).toEqual([]);
    nodes[2]?.end();
    expect(heard).toEqual(['nodeReady left']);
    expect(clock.pending).toBe(0);
  });

  it('[ND4] do not wait longer for one that says nothing', () => {
    const { nodes, heard, clock } = createNodes('a', 'b');
    nodes[0].ready();
    clock.advance(MEET_WITHIN_MS);
    expect(heard).toEqual(['nodeReady']);
  });

  it('are one node when there is one: what ends, ends everything, and a cut is waited for', async () => {
    const { nodes, heard, open, clock, fleet } = createNodes('a');
    nodes[0].ready();
    await open('one');
    nodes[0].cut();
    clock.advance(100 * GONE_AFTER_MS);
    nodes[0].ready();
    nodes[0].end();
    expect(heard).toEqual(['nodeReady', 'nodeReady one', 'stopped']);
    expect(await outcomeOf(fleet.call('closeRoom', { roomId: room('unknown') }))).toBe('unavailable');
  });
});
