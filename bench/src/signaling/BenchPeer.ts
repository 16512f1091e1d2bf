import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { Notifications, PeerId, Requests, Result, RoomId } from '@confab/protocol';
import { notifications, PING_INTERVAL_MS, PROTOCOL_VERSION, requests } from '@confab/protocol';
import { Caller, systemClock } from '@confab/rpc';
import { WebSocket } from 'ws';

type Seat = { readonly peerId: PeerId; readonly resumeSecret: string; readonly lastSeq: number };

/** A client of our signaling without media, that does what it is told and pings as a real one does. */
export class BenchPeer {
  readonly #port: number;
  readonly #address: string;
  readonly #roomId: RoomId;
  #tcp: Socket | undefined;
  #socket: WebSocket | undefined;
  #caller: Caller<Requests, Notifications> | undefined;
  #seat: Seat | undefined;
  #pinging: NodeJS.Timeout | undefined;

  /** `index`: each comes from an address of its own, as people do. */
  constructor(port: number, roomId: string, index: number) {
    this.#port = port;
    this.#roomId = roomId as RoomId;
    this.#address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  }

  /** Of the newest connection: what went over it, both ways, heads of frames included. */
  get transferredBytes(): { readonly received: number; readonly sent: number } {
    return { received: this.#tcp?.bytesRead ?? 0, sent: this.#tcp?.bytesWritten ?? 0 };
  }

  get socket(): WebSocket {
    if (!this.#socket) throw new Error('not connected');
    return this.#socket;
  }

  async join(): Promise<void> {
    const caller = await this.#connect();
    const params = { protocolVersion: PROTOCOL_VERSION, roomId: this.#roomId, displayName: 'Peer of a bench' };
    const { peerId, resumeSecret, room }: Result<'join'> = await caller.call('join', params);
    this.#seat = { peerId, resumeSecret, lastSeq: room.seq };
  }

  /** Loses the connection as a dead network does, without a word. */
  cut(): void {
    clearInterval(this.#pinging);
    this.#socket?.terminate();
  }

  async resume(): Promise<void> {
    if (!this.#seat) throw new Error('no seat to resume');
    const caller = await this.#connect();
    const where = { protocolVersion: PROTOCOL_VERSION, roomId: this.#roomId, mediaEpoch: 1 };
    const { resumeSecret } = await caller.call('resume', { ...where, ...this.#seat });
    this.#seat = { ...this.#seat, resumeSecret };
  }

  /** At moments of its own, so that not all of them ping at once. */
  keepPinging(): void {
    setTimeout(() => {
      const ping = () => void this.#caller?.call('ping', {}).catch(() => undefined);
      this.#pinging = setInterval(ping, PING_INTERVAL_MS);
    }, Math.random() * PING_INTERVAL_MS);
  }

  async #connect(): Promise<Caller<Requests, Notifications>> {
    const origin = `http://127.0.0.1:${this.#port}`;
    const headers = { origin, 'x-forwarded-for': this.#address };
    const createConnection = () => (this.#tcp = connect(this.#port, '127.0.0.1'));
    const options = { headers, perMessageDeflate: false, createConnection };
    const socket = new WebSocket(`ws://127.0.0.1:${this.#port}/ws`, options);
    this.#socket = socket;
    this.#caller = new Caller<Requests, Notifications>({
      socket: {
        send: (text) => socket.send(text),
        close: (code, reason) => socket.close(code, reason),
        bufferedBytes: () => socket.bufferedAmount,
        onMessage: (listener) => socket.on('message', (data: Buffer) => listener(data.toString())),
        onClose: (listener) => socket.on('close', (code, reason) => listener(code, reason.toString())),
      },
      clock: systemClock,
      requests,
      notifications,
      deadlineMs: 30_000,
      onNotification: (notification) => this.#follow(notification),
      onFault: (what) => {
        throw new Error(what);
      },
      onClosed: () => undefined,
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.on('error', () => undefined);
    return this.#caller;
  }

  #follow({ name, seq, data }: { readonly name: string; readonly seq?: number | undefined; readonly data: object }) {
    const lastSeq = seq ?? (name === 'events' && 'events' in data ? lastOf(data.events) : undefined);
    if (lastSeq !== undefined && this.#seat) this.#seat = { ...this.#seat, lastSeq };
  }
}

const lastOf = (events: unknown): number | undefined => (events as readonly { readonly seq: number }[]).at(-1)?.seq;
