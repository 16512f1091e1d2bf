import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import type { Socket as Connection } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Network } from '../src/network/Network.ts';
import type { Endpoint } from '../src/network/Route.ts';

const ADDRESS = '127.0.0.1';
type Arrival = { readonly text: string; readonly from: RemoteInfo; readonly atMs: number };

/** A socket that remembers what comes, and answers when told to. */
class Party {
  readonly socket: Socket = createSocket('udp4');
  readonly arrivals: Arrival[] = [];
  answers = false;

  async open(): Promise<Endpoint> {
    await new Promise<void>((resolve) => this.socket.bind(0, ADDRESS, resolve));
    this.socket.on('message', (data, from) => {
      this.arrivals.push({ text: data.toString(), from, atMs: performance.now() });
      if (this.answers) this.socket.send(`re: ${data.toString()}`, from.port, from.address);
    });
    return { address: ADDRESS, port: this.socket.address().port };
  }
  send(text: string, { address, port }: Endpoint) {
    this.socket.send(text, port, address);
  }
  get texts() {
    return this.arrivals.map(({ text }) => text);
  }
}

describe('Network, over UDP', () => {
  let network: Network;
  let browser: Party;
  let sfu: Party;
  let near: Endpoint;
  beforeEach(async () => {
    [network, browser, sfu] = [new Network(), new Party(), new Party()];
    await browser.open();
    near = await network.routeTo('udp', await sfu.open());
  });
  afterEach(async () => {
    await network.close();
    browser.socket.close();
    sfu.socket.close();
  });
  const sendUntil = (text: string, isThere: () => boolean) =>
    expect
      .poll(() => {
        browser.send(text, near);
        return isThere();
      })
      .toBe(true);

  it('carries datagrams both ways, and is the same way for the same endpoint', async () => {
    sfu.answers = true;
    browser.send('hello', near);
    await expect.poll(() => browser.texts).toEqual(['re: hello']);
    expect(await network.routeTo('udp', { address: ADDRESS, port: sfu.socket.address().port })).toEqual(near);
    expect(network.counters).toEqual({ up: 1, down: 1, lost: 0 });
  });

  it('delays each way by what is said', async () => {
    sfu.answers = true;
    network.set({ delayMs: 60, down: { delayMs: 20 } });
    const sentAtMs = performance.now();
    browser.send('hello', near);
    await expect.poll(() => browser.texts).toEqual(['re: hello']);
    const tookMs = (browser.arrivals[0]?.atMs ?? 0) - sentAtMs;
    // Node counts its timers in whole milliseconds, and each may ring up to one too soon.
    expect(tookMs).toBeGreaterThanOrEqual(60 + 20 - 2);
  });

  it('lets nothing through in a blackout or when UDP is blocked, and what was lost does not come back', async () => {
    network.blackout();
    browser.send('lost', near);
    await expect.poll(() => network.counters.lost).toBe(1);
    network.restore();
    network.block('udp');
    browser.send('blocked', near);
    await expect.poll(() => network.counters.lost).toBe(2);
    network.restore();
    browser.send('arrives', near);
    await expect.poll(() => sfu.texts).toEqual(['arrives']);
  });

  it('rebinds: another address for the far side, whose answers to the old one are lost', async () => {
    browser.send('before', near);
    await expect.poll(() => sfu.texts).toEqual(['before']);
    const before = sfu.arrivals[0]?.from;
    await network.rebind();
    sfu.send('to the old address', before ?? near);
    await sendUntil('after', () => sfu.texts.includes('after'));
    const after = sfu.arrivals.at(-1)?.from;
    expect(after?.port).not.toBe(before?.port);
    sfu.send('to the new address', after ?? near);
    await expect.poll(() => browser.texts).toEqual(['to the new address']);
  });

  it('keeps two of the near side apart', async () => {
    const other = new Party();
    await other.open();
    sfu.answers = true;
    browser.send('I am one', near);
    other.send('I am another', near);
    await expect.poll(() => [...browser.texts, ...other.texts]).toEqual(['re: I am one', 're: I am another']);
    other.socket.close();
  });
});

describe('Network, over TCP', () => {
  const open: Connection[] = [];
  const network = new Network();
  const server = createServer((socket) => {
    open.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  let client: Connection;
  let echoed = '';
  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
    const bound = server.address();
    const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
    const near = await network.routeTo('tcp', { address: ADDRESS, port });
    client = connect({ host: near.address, port: near.port });
    client.on('data', (data: Buffer) => void (echoed += data.toString()));
    client.on('error', () => undefined);
  });
  afterEach(async () => {
    await network.close();
    client.destroy();
    for (const socket of open) socket.destroy();
    server.close();
  });

  it('holds back in a blackout what comes afterwards, in order; a new address ends the connection', async () => {
    client.write('one ');
    await expect.poll(() => echoed).toBe('one ');
    network.blackout();
    client.write('two ');
    await expect.poll(() => network.counters.lost).toBeGreaterThan(0);
    client.write('three ');
    network.restore();
    await expect.poll(() => echoed).toBe('one two three ');

    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    await network.rebind();
    await closed;
  });
});
