import type { CloseCode, Method, Notifications, Params, Requests, Result, SessionState } from '@confab/protocol';
import { closeCodes, JOIN_DEADLINE_MS, PROTOCOL_VERSION, ProtocolError, requests, toWireError } from '@confab/protocol';
import type { Clock, Handlers, MessageSocket } from '@confab/rpc';
import { Responder } from '@confab/rpc';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Client } from '../rooms/Client.ts';
import type { RoomHost } from '../rooms/RoomHost.ts';
import type { Rooms } from '../rooms/Rooms.ts';
import type { Pass, TokenGate } from '../tokens/TokenGate.ts';
import * as seated from './handlers/index.ts';
import type { Seat, SeatedHandler } from './Seat.ts';
import { TokenBucket } from './TokenBucket.ts';

export type SessionOptions = {
  readonly socket: MessageSocket;
  readonly clock: Clock;
  readonly rooms: Rooms;
  readonly tokens: Pick<TokenGate, keyof TokenGate>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly onEnded: () => void;
};

/** `entering`: a join or resume is being answered. `leaving`: its leave is. Only `joined` may act in a room. */
type Session =
  | { readonly state: 'awaitingJoin' }
  | { readonly state: 'entering' }
  | { readonly state: 'joined'; readonly seat: Seat }
  | { readonly state: 'leaving' }
  | { readonly state: 'closed' };

/** The state in the words of the requests table; undefined where only what is allowed everywhere is allowed. */
const stateInTable = {
  awaitingJoin: 'awaitingJoin',
  entering: undefined,
  joined: 'joined',
  leaving: undefined,
  closed: undefined,
} as const satisfies Record<Session['state'], SessionState | undefined>;

/** One WebSocket of a client: its state and deadline, its limits, its one seat. */
export class SessionHost implements Client {
  readonly #options: SessionOptions;
  readonly #responder: Responder<Requests, Notifications>;
  readonly #bucket: TokenBucket;
  readonly #cancelDeadline: () => void;
  #session: Session = { state: 'awaitingJoin' };
  #isOverRate = false;
  /** What the room says between taking the seat and the answer that tells of it: the answer goes first. */
  #held: string[] | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { clock, socket } = options;
    this.#bucket = new TokenBucket(clock);
    this.#responder = new Responder({
      socket: this.#guarded(),
      requests,
      handlers: this.#handlers(),
      admit: (method) => this.#admit(method),
      onFault: () => this.#reject(closeCodes.badFrame, 'not a request'),
      onSettled: (method, cause) => this.#onSettled(method, cause),
    });
    socket.onClose(() => this.#onClosed());
    this.#cancelDeadline = clock.after(JOIN_DEADLINE_MS, () => this.#reject(closeCodes.deadline, 'not joined in time'));
  }

  send(text: string): void {
    if (this.#held) this.#held.push(text);
    else this.#write(text);
  }

  sendIfQuick(text: string): void {
    if (!this.#held && this.#options.socket.bufferedBytes() < BEHIND_BYTES) this.#write(text);
  }

  isOpen(): boolean {
    return this.#session.state !== 'closed';
  }

  replaced(): void {
    this.#close(closeCodes.replaced, 'a newer session has this seat');
  }

  expired(): void {
    this.#reject(closeCodes.unauthorized, 'the token has run out');
  }

  /** Tells the client to come back, to this process's successor or to another one. */
  stop(reconnectAfterMs: number): void {
    this.#responder.notify('serverClosing', { reconnectAfterMs });
    this.#close(closeCodes.goingAway, 'the server is closing');
  }

  // --- In ---------------------------------------------------------------------------------------------------------

  /** The socket with the limits that hold before a message is even read, and after an answer is written. */
  #guarded(): MessageSocket {
    const { socket } = this.#options;
    return {
      ...socket,
      send: (text) => this.#write(text),
      onMessage: (listener) =>
        socket.onMessage((text) => {
          const taken = this.#bucket.take();
          this.#isOverRate = taken !== 'ok';
          if (taken === 'flood') this.#reject(closeCodes.flood, `too many messages; retryAfterMs=${FLOOD_RETRY_MS}`);
          else if (this.isOpen()) listener(text);
        }),
    };
  }

  /** The one place that says whether a request may be made now. Runs in the same turn as the message came in. */
  #admit(method: Method): void {
    if (this.#isOverRate) throw new ProtocolError('rateLimited', 'too many messages, slow down');
    const allowedIn: readonly SessionState[] = requests[method].allowedIn;
    const state = stateInTable[this.#session.state];
    const isAllowed = state ? allowedIn.includes(state) : ALL_STATES.every((each) => allowedIn.includes(each));
    if (!isAllowed) throw new ProtocolError('invalidState', `${method} is not possible now`);
    if (this.#session.state === 'joined') this.#session.seat.room.heardFrom(this.#session.seat.peerId);
  }

  #handlers(): Handlers<Requests> {
    return {
      ping: () => ({}),
      join: (params) => this.#enter(params.protocolVersion, () => this.#join(params)),
      resume: (params) => this.#enter(params.protocolVersion, () => this.#resume(params)),
      leave: (params) => {
        const seat = this.#seat();
        this.#session = { state: 'leaving' };
        return seated.leave(seat, params);
      },
      startReceiving: this.#asSeated(seated.startReceiving),
      connectTransport: this.#asSeated(seated.connectTransport),
      restartIce: this.#asSeated(seated.restartIce),
      produce: this.#asSeated(seated.produce),
      closeSource: this.#asSeated(seated.closeSource),
      setMuted: this.#asSeated(seated.setMuted),
      resumeConsumers: this.#asSeated(seated.resumeConsumers),
      allowDirect: this.#asSeated(seated.allowDirect),
      giveUpDirect: this.#asSeated(seated.giveUpDirect),
      signal: this.#asSeated(seated.signal),
      refreshToken: () => this.#refreshToken(this.#seat()),
    };
  }

  #asSeated<M extends Method>(handler: SeatedHandler<M>) {
    return (params: Params<M>) => handler(this.#seat(), params);
  }

  #seat(): Seat {
    // Admission has made sure of it.
    if (this.#session.state !== 'joined') throw new ProtocolError('invalidState', 'not in a room');
    return this.#session.seat;
  }

  // --- Taking a seat ----------------------------------------------------------------------------------------------

  async #enter<R>(version: number, take: () => Promise<{ readonly seat: Seat; readonly result: R }>): Promise<R> {
    if (version !== PROTOCOL_VERSION) {
      throw new ProtocolError('unsupportedVersion', `this server speaks version ${PROTOCOL_VERSION}`);
    }
    this.#options.rooms.assertOpen();
    this.#session = { state: 'entering' };
    this.#held = [];
    try {
      const { seat, result } = await take();
      if (!this.isOpen()) seat.room.disconnected(seat.peerId, this);
      else this.#session = { state: 'joined', seat };
      this.#cancelDeadline();
      return result;
    } catch (cause) {
      this.#held = undefined;
      if (this.isOpen()) this.#session = { state: 'awaitingJoin' };
      throw cause;
    }
  }

  async #join({ roomId, displayName, token }: Params<'join'>): Promise<{ seat: Seat; result: Result<'join'> }> {
    const { rooms, tokens } = this.#options;
    const pass = token === undefined ? tokens.admitWithout() : await tokens.admit(roomId, token);
    const room = rooms.open(roomId);
    const result = await room.join({ displayName: pass?.grants.name ?? displayName, client: this, pass });
    return { seat: this.#toSeat(room, result.peerId), result: { ...result, ...this.#timeLeft(pass) } };
  }

  async #refreshToken(seat: Seat): Promise<Result<'refreshToken'>> {
    const { room, peerId } = seat;
    const { tokens } = this.#options;
    const pass = room.passes.of(peerId);
    if (!pass) throw new ProtocolError('forbidden', 'this seat has no token to renew');
    const renewed = await tokens.renew(room.roomId, pass);
    if (!seat.isHeld()) throw new ProtocolError('notFound', 'no such seat');
    room.passes.hold(peerId, renewed.pass);
    return { token: renewed.token, tokenExpiresInMs: tokens.timeLeftMs(renewed.pass) };
  }

  async #resume({ roomId, peerId, ...rest }: Params<'resume'>): Promise<{ seat: Seat; result: Result<'resume'> }> {
    const room = this.#options.rooms.find(roomId);
    if (!room) throw new ProtocolError('notFound', 'no such seat');
    const result = await room.resume({ ...rest, peerId, client: this });
    return { seat: this.#toSeat(room, peerId), result: { ...result, ...this.#timeLeft(room.passes.of(peerId)) } };
  }

  #timeLeft(pass: Pass | undefined): Pick<Result<'join'>, 'tokenExpiresInMs'> {
    return pass ? { tokenExpiresInMs: this.#options.tokens.timeLeftMs(pass) } : {};
  }

  #toSeat(room: RoomHost, peerId: Seat['peerId']): Seat {
    return { room, peerId, isHeld: () => room.isHeldBy(peerId, this) };
  }

  // --- Out and end ------------------------------------------------------------------------------------------------

  #onSettled(method: string, cause: unknown): void {
    const outcome = cause === undefined ? 'ok' : toWireError(cause).code;
    this.#options.metrics.requestSettled(method, outcome);
    if (outcome === 'internal') this.#options.log.error({ method, err: cause }, 'a request failed');
    else if (outcome !== 'ok') this.#options.log.debug({ method, outcome }, 'a request was refused');

    const isEntry = method === 'join' || method === 'resume';
    if (isEntry && outcome === 'ok') this.#release();
    if (isEntry && outcome === 'unsupportedVersion') this.#reject(closeCodes.unsupportedVersion, 'another version');
    if (method === 'leave' && outcome === 'ok') this.#close(closeCodes.normal, 'left');
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const text of held) this.#write(text);
  }

  #write(text: string): void {
    const { socket } = this.#options;
    // A reader that does not read must not cost the others memory.
    if (socket.bufferedBytes() > MAX_BUFFERED_BYTES) this.#reject(closeCodes.slowReader, 'too slow a reader');
    else socket.send(text);
  }

  /** Closes for something that the other end did or left undone. */
  #reject(code: CloseCode, reason: string): void {
    if (!this.isOpen()) return;
    this.#options.metrics.rejected(code);
    this.#close(code, reason);
  }

  #close(code: CloseCode, reason: string): void {
    this.#options.log.debug({ code }, 'session closed by the server');
    this.#options.socket.close(code, reason);
  }

  #onClosed(): void {
    const session = this.#session;
    this.#session = { state: 'closed' };
    this.#held = undefined;
    this.#cancelDeadline();
    if (session.state === 'joined') session.seat.room.disconnected(session.seat.peerId, this);
    this.#options.onEnded();
  }
}

const ALL_STATES = ['awaitingJoin', 'joined'] as const satisfies readonly SessionState[];
/** From here on what is only news is left out. */
const BEHIND_BYTES = 256 * 1024;
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
const FLOOD_RETRY_MS = 10_000;
