import type { RoomId } from '@confab/protocol';
import { CONTROL_DEADLINE_MS } from '@confab/protocol';
import { createSocketPair, FakeClock } from '@confab/rpc/testing';
import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../log.ts';
import { outcomeOf } from '../testing/createStage.ts';
import type { DialEvents } from './SfuLink.ts';
import { SfuLink } from './SfuLink.ts';

const nodeReady = JSON.stringify({
  t: 'ntf',
  name: 'nodeReady',
  data: { nodeId: 'n', mediasoupVersion: '3', workers: 1, roomIds: [] },
});
const roomId = 'a-room' as RoomId;

function createLink() {
  const clock = new FakeClock();
  const dials: DialEvents[] = [];
  const heard: string[] = [];
  const dial = (events: DialEvents) => {
    dials.push(events);
    return () => void heard.push('gave up');
  };
  const link = new SfuLink({ dial, clock, log: silentLog, random: () => 1, callerId: 'a-process-like-no-other' });
  link.start({ onFact: ({ name }) => void heard.push(name), onStopped: () => void heard.push('stopped') });
  const open = () => {
    const pair = createSocketPair();
    dials.at(-1)?.onOpen(pair.client);
    return pair;
  };
  const openReady = () => {
    const pair = open();
    pair.server.send(nodeReady);
    pair.flushServer();
    return pair;
  };
  const refuse = (isRefused: boolean) => dials.at(-1)?.onFailed({ isRefused, cause: new Error('no') });
  return { clock, dials, heard, link, open, openReady, refuse };
}

describe('SfuLink', () => {
  it('can be asked once the sfu has said who it is, and not before', async () => {
    const { link, open, heard } = createLink();
    expect(await outcomeOf(link.call('ping', {}))).toBe('unavailable');
    const pair = open();
    expect(link.isReady).toBe(false);
    expect(await outcomeOf(link.call('ping', {}))).toBe('unavailable');
    pair.server.send(nodeReady);
    pair.flushServer();
    expect([link.isReady, heard]).toEqual([true, ['nodeReady']]);

    const answer = link.call('closeRoom', { roomId });
    pair.server.onMessage((text) => {
      const { id, method, params } = JSON.parse(text);
      expect({ method, params }).toEqual({ method: 'closeRoom', params: { roomId } });
      pair.server.send(JSON.stringify({ t: 'res', id, ok: true, result: {} }));
    });
    pair.flushClient();
    pair.flushServer();
    expect(await answer).toEqual({});
  });

  it('does not wait longer than the deadline', async () => {
    const { link, openReady, clock } = createLink();
    openReady();
    const outcome = outcomeOf(link.call('ping', {}));
    clock.advance(CONTROL_DEADLINE_MS);
    expect(await outcome).toBe('deadlineExceeded');
  });

  it('[CT3] dials at once when the link goes, and then ever more slowly', async () => {
    const { link, openReady, clock, dials, refuse, heard } = createLink();
    const pair = openReady();
    const outcome = outcomeOf(link.call('ping', {}));
    pair.server.close(1006, '');
    expect(link.isReady).toBe(false);
    expect(heard).toEqual(['nodeReady']);

    clock.advance(0);
    expect(dials).toHaveLength(2);
    const waits = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      refuse(false);
      const before = clock.now();
      const count = dials.length;
      while (dials.length === count) clock.advance(50);
      waits.push(clock.now() - before);
    }
    expect(await outcome).toBe('deadlineExceeded');
    expect(waits).toEqual([200, 400, 800, 1_600, 2_000, 2_000, 2_000, 2_000]);
    openReady();
    expect([link.isReady, heard]).toEqual([true, ['nodeReady', 'nodeReady']]);
  });

  const idsOf = (pair: ReturnType<typeof createSocketPair>) =>
    pair.fromClient.map((text) => [JSON.parse(text).id, JSON.parse(text).method]);

  it('[CT2] asks again on the next link to the same sfu what was not answered, in order, under the same ids', async () => {
    const { link, openReady, open, clock } = createLink();
    const first = openReady();
    const outcomes = [outcomeOf(link.call('closeRoom', { roomId })), outcomeOf(link.call('ping', {}))];
    const asked = idsOf(first);
    expect(asked.map(([, method]) => method)).toEqual(['closeRoom', 'ping']);
    first.server.close(1006, '');
    clock.advance(0);
    await Promise.resolve();

    const second = open();
    second.server.onMessage((text) =>
      second.server.send(JSON.stringify({ t: 'res', id: JSON.parse(text).id, ok: true, result: {} })),
    );
    second.server.send(nodeReady);
    second.flushServer();
    expect(idsOf(second)).toEqual(asked);
    second.flushClient();
    second.flushServer();
    expect(await Promise.all(outcomes)).toEqual(['ok', 'ok']);
    expect(clock.pending).toBe(0);
  });

  it('[CT2] asks nothing of another sfu, or of one that has stopped', async () => {
    const { link, openReady, open, clock } = createLink();
    const first = openReady();
    const outcome = outcomeOf(link.call('ping', {}));
    first.server.close(1006, '');
    clock.advance(0);
    await Promise.resolve();
    const other = open();
    other.server.send(nodeReady.replace('"n"', '"another"'));
    other.flushServer();
    expect(await outcome).toBe('unavailable');
    expect(other.fromClient).toEqual([]);

    const next = outcomeOf(link.call('ping', {}));
    other.server.close(1001, 'stopping');
    expect(await next).toBe('unavailable');
  });

  it('[CT4] says at once that it is of no use while the sfu hangs, and tries with one call again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { link, openReady, clock } = createLink();
    const pair = openReady();
    for (let count = 0; count < 3; count++) {
      const outcome = outcomeOf(link.call('ping', {}));
      clock.advance(CONTROL_DEADLINE_MS);
      expect(await outcome).toBe('deadlineExceeded');
    }
    expect(await outcomeOf(link.call('ping', {}))).toBe('unavailable');
    expect(pair.fromClient).toHaveLength(3);

    vi.setSystemTime(Date.now() + 1_000);
    void outcomeOf(link.call('ping', {}));
    expect(pair.fromClient).toHaveLength(4);
    vi.useRealTimers();
  });

  it('knows that all media is gone when the sfu says goodbye, and when nobody answers at its port', () => {
    const { openReady, heard, clock, refuse } = createLink();
    openReady().server.close(1001, 'stopping');
    expect(heard).toEqual(['nodeReady', 'stopped']);
    clock.advance(0);
    refuse(true);
    expect(heard).toEqual(['nodeReady', 'stopped', 'stopped']);
  });

  it('lets go when it is stopped, in every state', () => {
    const dialling = createLink();
    dialling.link.stop();
    expect(dialling.heard).toEqual(['gave up']);

    const ready = createLink();
    ready.openReady();
    ready.link.stop();
    const waiting = createLink();
    waiting.refuse(false);
    waiting.refuse(false);
    waiting.link.stop();
    for (const { clock, dials } of [dialling, ready, waiting]) {
      clock.advance(60_000);
      expect(clock.pending).toBe(0);
      expect(dials.length).toBeLessThanOrEqual(2);
    }
  });
});
