import type { Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { PING_TIMEOUT_MS } from '@confab/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { forkServer } from '../support/forkServer.ts';
import { lengthBytes, maskedFrame, openRawSocket } from '../support/openRawSocket.ts';
import { serveSfu } from '../support/serveSfu.ts';
import { WireClient } from '../support/WireClient.ts';

const KIB = 1024;
const MIB = KIB * KIB;

let sfu: Awaited<ReturnType<typeof serveSfu>>;
let server: Awaited<ReturnType<typeof forkServer>>;
let ada: WireClient;
beforeAll(async () => {
  sfu = await serveSfu();
  server = await forkServer(sfu.url);
  const readyz = `http://127.0.0.1:${server.port}/readyz`;
  await vi.waitFor(async () => expect((await fetch(readyz)).status).toBe(200), 45_000);
  ada = await WireClient.open(server.port);
  await ada.join('Ada', 'a-room');
});
afterAll(async () => {
  await server.stop();
  await sfu.stop();
});
beforeEach(() => ada.settle());

const text = (fin: boolean, opcode: number) => (fin ? 0x80 : 0) | opcode;
const [START, GO_ON] = [text(false, 1), text(false, 0)];
const COMPRESSED = 0x40;
const ping = maskedFrame(0x89, Buffer.alloc(125));
/** Made once and before anybody is there: it takes a busy machine as long as a socket may be silent. */
const bomb = maskedFrame(0x81 | COMPRESSED, deflateRawSync(Buffer.alloc(50 * MIB)));
const deepJson = `{"t":"req","id":"1","method":"ping","params":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;

/** What one of the attackers writes. They write as fast as it is taken and read nothing. `isHeld`: the server cannot know that there is no more to come. */
type Attack = {
  readonly name: string;
  readonly attackers: number;
  readonly say: () => Iterable<Buffer>;
  readonly isHeld?: true;
};
const attacks: readonly Attack[] = [
  {
    name: 'a message of 16 MiB',
    attackers: 4,
    *say() {
      yield Buffer.concat([Buffer.from([0x81]), lengthBytes(16 * MIB, 0x80), Buffer.alloc(4)]);
      for (let sent = 0; sent < 16; sent++) yield Buffer.alloc(MIB, 'x');
    },
  },
  {
    name: 'a million tiny fragments',
    attackers: 2,
    *say() {
      yield maskedFrame(START, Buffer.from('x'));
      const some = Buffer.concat(Array.from({ length: 10_000 }, () => maskedFrame(GO_ON, Buffer.from('x'))));
      for (let sent = 0; sent < 100; sent++) yield some;
    },
  },
  {
    name: 'a million empty fragments',
    attackers: 2,
    *say() {
      yield maskedFrame(START, Buffer.alloc(0));
      const some = Buffer.concat(Array.from({ length: 10_000 }, () => maskedFrame(GO_ON, Buffer.alloc(0))));
      for (let sent = 0; sent < 100; sent++) yield some;
    },
  },
  {
    name: 'fragments that are never ended',
    attackers: 20,
    isHeld: true,
    *say() {
      yield maskedFrame(START, Buffer.alloc(30 * KIB, 'x'));
      yield maskedFrame(GO_ON, Buffer.alloc(30 * KIB, 'x'));
    },
  },
  {
    name: 'a frame that is never ended',
    attackers: 20,
    isHeld: true,
    *say() {
      yield Buffer.concat([Buffer.from([0x81]), lengthBytes(60 * KIB, 0x80), Buffer.alloc(4), Buffer.alloc(59 * KIB)]);
    },
  },
  {
    name: 'a compression bomb of 50 MB',
    attackers: 4,
    say: () => [bomb],
  },
  { name: 'JSON that is 10,000 levels deep', attackers: 20, say: () => [maskedFrame(0x81, Buffer.from(deepJson))] },
  { name: 'what is not UTF-8', attackers: 20, say: () => [maskedFrame(0x81, Buffer.alloc(60 * KIB, 0xff))] },
  {
    name: 'a million pings whose answers are not read',
    attackers: 2,
    *say() {
      const some = Buffer.concat(Array.from({ length: 1_000 }, () => ping));
      for (let sent = 0; sent < 1_000; sent++) yield some;
    },
  },
];

/** Writes until all is said or the server has had enough of it. */
async function carryOut({ say }: Attack, socket: Socket): Promise<void> {
  for (const bytes of say()) {
    if (socket.destroyed) return;
    if (!socket.write(bytes)) await drained(socket);
  }
}

/** Or closed, whatever for. */
const drained = (socket: Socket) =>
  new Promise<void>((resolve) => {
    const end = () => {
      socket.off('drain', end).off('close', end);
      resolve();
    };
    socket.on('drain', end).on('close', end);
  });

describe.each(attacks)('$name', (attack) => {
  it('[LI1] [PR6] costs the server less than 5 MB, and nobody else notices', async () => {
    const strike = async () => {
      const sockets = await Promise.all(Array.from({ length: attack.attackers }, () => openRawSocket(server.port)));
      await Promise.all(sockets.map((socket) => carryOut(attack, socket)));
      return sockets;
    };
    const end = async (sockets: readonly Socket[]) => {
      for (const socket of sockets) socket.destroy();
      await expect.poll(sessions).toBe(1);
    };
    // What is compiled or grown at the first use is no leak.
    await end(await strike());
    const [before, beganMs] = [await server.memoryBytes(), performance.now()];
    let isOver = false;
    const striking = strike().finally(() => void (isOver = true));
    let most = before;
    do most = Math.max(most, await server.memoryBytes());
    while (!isOver);
    const sockets = await striking;
    const held = await sessions();
    const tookMs = performance.now() - beganMs;
    most = Math.max(most, await server.memoryBytes());
    expect((most - before) / MIB).toBeLessThan(5);
    // Those that are thrown out are, those that may go on have their say kept: until they are cut for their silence (SE3), which
    // a busy machine comes to first.
    if (attack.isHeld) expect(tookMs < PING_TIMEOUT_MS ? held : 1 + attack.attackers).toBe(1 + attack.attackers);
    else await expect.poll(sessions).toBe(1);
    await end(sockets);
    await ada.settle();
    expect([ada.closedWith, ada.toldNames, server.hasExited]).toEqual([undefined, [], false]);
  });
});

it('[PR6] compression is not agreed to, however it is asked for', async () => {
  const client = await WireClient.open(server.port, {
    'sec-websocket-extensions': 'permessage-deflate; server_no_context_takeover; client_max_window_bits=15',
  });
  expect(client.socket.extensions).toBe('');
  await client.close();
});

async function sessions(): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  return Number(/^confab_sessions (.*)$/m.exec(metrics)?.[1]);
}
