import type { RoomId } from '@confab/protocol';
import { createSocketPair, FakeClock } from '@confab/rpc/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlLinksOptions } from './ControlLinks.ts';
import { ControlLinks, ORPHAN_GRACE_MS } from './ControlLinks.ts';

const roomId = 'room' as RoomId;
const ignore = () => undefined;
const refuse = () => {
  throw new Error('nobody asks for this');
};
const ping = vi.fn<() => Record<string, never>>();
const handlers: ControlLinksOptions['handlers'] = {
  ping: () => ping(),
  openPeer: refuse,
  closePeer: refuse,
  closeRoom: refuse,
  connectTransport: refuse,
  restartIce: refuse,
  produce: refuse,
  setProducerPaused: refuse,
  closeProducer: refuse,
  setRtpCapabilities: refuse,
  openConsumers: refuse,
  closeConsumers: refuse,
  resumeConsumers: refuse,
  setMemo: refuse,
  getRoom: refuse,
  setShown: refuse,
  openConsumersOfMany: refuse,
  prepareStandby: refuse,
  takeStandby: refuse,
  closeStandby: refuse,
  getStats: refuse,
};

describe('ControlLinks', () => {
  const onOrphaned = vi.fn<() => void>();
  const error = vi.fn<(fields: object, message: string) => void>();
  let clock: FakeClock;
  let links: ControlLinks;
  beforeEach(() => {
    vi.clearAllMocks();
    clock = new FakeClock();
    links = new ControlLinks({
      handlers,
      introduce: () => ({ nodeId: 'node', mediasoupVersion: '3', workers: 1, roomIds: [roomId] }),
      onOrphaned,
      clock,
      log: { debug: ignore, info: ignore, warn: ignore, error },
    });
  });

  const link = () => {
    const pair = createSocketPair();
    const received: unknown[] = [];
    const closed: number[] = [];
    pair.client.onMessage((text) => received.push(JSON.parse(text)));
    pair.client.onClose((code) => closed.push(code));
    links.accept(pair.server);
    return { ...pair, received, closed };
  };

  it('introduces itself before anything else and tells every link every fact', () => {
    const [first, second] = [link(), link()];
    links.tell('roomsLost', { roomIds: [roomId], reason: 'workerDied' });
    for (const { flushServer, received } of [first, second]) {
      flushServer();
      expect(received).toMatchObject([
        { t: 'ntf', name: 'nodeReady', data: { nodeId: 'node', roomIds: [roomId] } },
        { t: 'ntf', name: 'roomsLost', data: { roomIds: [roomId] } },
      ]);
    }
  });

  it('[EN1] closes a link that sends what is no request', () => {
    const { client, flushClient, closed } = link();
    client.send('hello');
    flushClient();
    expect(closed).toEqual([4400]);
  });

  it('[CT2] carries out once what is asked again on another link', async () => {
    const request = JSON.stringify({ t: 'req', id: 'a-process-like-no-other.7', method: 'ping', params: {} });
    ping.mockReturnValue({});
    for (const { client, flushClient, flushServer, received } of [link(), link()]) {
      client.send(request);
      flushClient();
      const answer = () => {
        flushServer();
        return received[1];
      };
      await expect.poll(answer).toMatchObject({ id: 'a-process-like-no-other.7', ok: true });
    }
    expect(ping).toHaveBeenCalledOnce();
  });

  it('[EN3] answers an unforeseen failure as internal and logs it', async () => {
    const { client, flushClient, flushServer, received } = link();
    client.send(JSON.stringify({ t: 'req', id: '1', method: 'getStats', params: {} }));
    flushClient();
    await expect.poll(() => error).toHaveBeenCalledOnce();
    flushServer();
    expect(received[1]).toMatchObject({ id: '1', ok: false, error: { code: 'internal', message: 'internal error' } });
  });

  it('gives up the rooms when no link comes back in time', () => {
    const [first, second] = [link(), link()];
    first.client.close(1000, '');
    clock.advance(ORPHAN_GRACE_MS);
    expect(onOrphaned).not.toHaveBeenCalled();

    second.client.close(1000, '');
    clock.advance(ORPHAN_GRACE_MS - 1);
    expect(onOrphaned).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onOrphaned).toHaveBeenCalledOnce();
  });

  it('keeps the rooms when a link comes back in time', () => {
    link().client.close(1006, '');
    clock.advance(ORPHAN_GRACE_MS - 1);
    link();
    clock.advance(ORPHAN_GRACE_MS);
    expect(onOrphaned).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });

  it('closes a link that does not take what it is told', () => {
    const { closed } = link();
    const roomIds = Array.from({ length: 1_000 }, () => 'r'.repeat(64) as RoomId);
    for (let count = 0; count < 300; count++) links.tell('roomsLost', { roomIds, reason: 'workerDied' });
    expect(closed).toEqual([4413]);
  });

  it('says that it goes away, twice at most once, and leaves no timer', () => {
    const { closed } = link();
    links.close();
    links.close();
    expect(closed).toEqual([1001]);
    expect(clock.pending).toBe(0);
  });
});
