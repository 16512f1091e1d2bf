import type {
  CloseCode,
  EndReason,
  Method,
  Moderation,
  ModerationMethod,
  Notifications,
  Params,
  PeerId,
  Requests,
  Result,
  SeatTaken,
  SessionState,
} from '@confab/protocol';
import {
  closeCodes,
  JOIN_DEADLINE_MS,
  mayDo,
  ProtocolError,
  requests,
  sessionStates,
  toWireError,
  WAITING_DEADLINE_MS,
} from '@confab/protocol';
import type { Clock, Handlers, MessageSocket } from '@confab/rpc';
import { encodeNotification, Responder } from '@confab/rpc';
import type { Log } from '../log.ts';
import { toLogId } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Client } from '../rooms/Client.ts';
import type { RoomHost } from '../rooms/RoomHost.ts';
import type { Rooms } from '../rooms/Rooms.ts';
import type { Pass, TokenGate } from '../tokens/TokenGate.ts';
import { assertOurVersion } from './assertOurVersion.ts';
import * as seated from './handlers/index.ts';
import { ReaderWatch } from './ReaderWatch.ts';
import type { Seat, SeatedHandler } from './Seat.ts';
import { TokenBucket } from './TokenBucket.ts';

export type SessionOptions = {
  /** For the log alone. */
  readonly id: number;
  readonly socket: MessageSocket;
  readonly clock: Clock;
  readonly rooms: Rooms;
  readonly tokens: Pick<TokenGate, keyof TokenGate>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly onEnded: () => void;
};

/**
 * `entering`: a join, knock or resume is being answered, or a visitor let in. `leaving`: its leave is, or it was told
 * that it is over. Only `joined` may act in a room.
 */
type Session =
  | { readonly state: 'awaitingJoin' }
  | { readonly state: 'entering' }
  | { readonly state: 'waiting'; readonly room: RoomHost; readonly peerId: PeerId }
  | { readonly state: 'joined'; readonly seat: Seat }
  | { readonly state: 'leaving' }
  | { readonly state: 'closed' };

/** The state in the words of the requests table; undefined where only what is allowed everywhere is allowed. */
const stateInTable = {
  awaitingJoin: 'awaitingJoin',
  entering: undefined,
  waiting: 'waiting',
  joined: 'joined',
  leaving: undefined,
  closed: undefined,
} as const satisfies Record<Session['state'], SessionState | undefined>;

/** One WebSocket of a client: its state and deadline, its limits, its one seat. */
export class SessionHost implements Client {
  readonly #options: SessionOptions;
  readonly #responder: Responder<Requests, Notifications>;
  readonly #bucket: TokenBucket;
  readonly #reader: ReaderWatch;
  #cancelDeadline: () => void;
  #session: Session = { state: 'awaitingJoin' };
  #isOverRate = false;
  /** What the room says between taking the seat and the answer that tells of it: the answer goes first. */
  #held: string[] | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { clock, socket } = options;
    this.#bucket = new TokenBucket(clock);
    this.#reader = new ReaderWatch({
      clock,
      queuedBytes: () => socket.bufferedBytes(),
      onTooSlow: () => this.#reject(closeCodes.slowReader, 'too slow a reader'),
    });
    this.#responder = new Responder({
      socket: this.#guarded(),
      requests,
      handlers: this.#handlers(),
      admit: (method, params) => this.#admit(method, params),
      onFault: () => this.#reject(closeCodes.badFrame, 'not a request'),
      onSettled: (method, cause, ms) => this.#onSettled(method, { cause, ms }),
      clock,
    });
    socket.onClose((code) => this.#onClosed(code));
    this.#cancelDeadline = clock.after(JOIN_DEADLINE_MS, () => this.#reject(closeCodes.deadline, 'not joined in time'));
  }

  send(text: string): void {
    if (this.#held) this.#held.push(text);
    else this.#write(text);
  }

  sendIfQuick(text: string): void {
    if (!this.#held && !this.#reader.isBehind) this.#write(text);
  }

  get unsentBytes(): number {
    return this.#options.socket.bufferedBytes();
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

  admitting(): void {
    // Let in while its knock is being answered, it is entering already.
    if (this.#session.state === 'waiting') this.#session = { state: 'entering' };
    this.#held ??= [];
  }

  admitted(room: RoomHost, taken: SeatTaken): void {
    if (!this.isOpen()) return room.disconnected(taken.peerId, this);
    if (this.#session.state !== 'entering') return;
    this.#cancelDeadline();
    this.#session = { state: 'joined', seat: this.#toSeat(room, taken.peerId) };
    const data = { ...taken, ...this.#timeLeft(room.passes.of(taken.peerId)) };
    this.#write(encodeNotification<Notifications, 'admitted'>('admitted', data));
    this.#release();
  }

  dismissed(reason: EndReason): void {
    if (!this.isOpen()) return;
    this.#session = { state: 'leaving' };
    this.#cancelDeadline();
    this.#responder.notify('ended', { reason });
    // After the answer to whoever has asked for it: that may be this very client.
    this.#cancelDeadline = this.#options.clock.after(0, () => this.#close(closeCodes.forbidden, reason));
  }

  retryLater(): void {
    this.#close(closeCodes.tryAgainLater, 'cannot be let in now');
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
  #admit(method: Method, params: unknown): void {
    if (this.#isOverRate) throw new ProtocolError('rateLimited', 'too many messages, slow down');
    const allowedIn: readonly SessionState[] = requests[method].allowedIn;
    const state = stateInTable[this.#session.state];
    const isAllowed = state ? allowedIn.includes(state) : sessionStates.every((each) => allowedIn.includes(each));
    if (!isAllowed) throw new ProtocolError('invalidState', `${method} is not possible now`);
    // Whatever else it says may be worded for a version that we do not know.
    if (versioned.has(method)) assertOurVersion(params);
    if (this.#session.state === 'joined') this.#admitSeated(method, this.#session.seat);
    const dear = requests[method].costs - 1;
    if (dear > 0 && this.#bucket.take(dear) !== 'ok') throw new ProtocolError('rateLimited', `too often: ${method}`);
  }

  #admitSeated(method: Method, { room, peerId }: Seat): void {
    room.heardFrom(peerId);
    const role = room.state.peers.get(peerId)?.role;
    if (role && !mayDo(role, requests[method].needs))
      throw new ProtocolError('forbidden', `${method} is not for a ${role}`);
  }

  #handlers(): Handlers<Requests> {
    return {
      ping: () => ({}),
      join: (params) => this.#enter(() => this.#join(params)),
      resume: (params) => this.#enter(() => this.#resume(params)),
      look: (params) => this.#look(params),
      knock: (params) => this.#knock(params),
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
      sendChat: this.#asSeated(seated.sendChat),
      react: this.#asSeated(seated.react),
      setHand: this.#asSeated(seated.setHand),
      renewConsumers: this.#asSeated(seated.renewConsumers),
      reportUnheard: this.#asSeated(seated.reportUnheard),
      setShown: this.#asSeated(seated.setShown),
      mutePeer: this.#asHost('mutePeer'),
      muteAll: this.#asHost('muteAll'),
      askToUnmute: this.#asHost('askToUnmute'),
      stopSource: this.#asHost('stopSource'),
      lowerHand: this.#asHost('lowerHand'),
      removePeer: this.#asHost('removePeer'),
      setRole: this.#asHost('setRole'),
      setLocked: this.#asHost('setLocked'),
      setWaitingRoom: this.#asHost('setWaitingRoom'),
      setSpotlight: this.#asHost('setSpotlight'),
      admit: this.#asHost('admit'),
      refuse: this.#asHost('refuse'),
      endRoom: this.#asHost('endRoom'),
    };
  }

  #asSeated<M extends Method>(handler: SeatedHandler<M>) {
    return (params: Params<M>) => handler(this.#seat(), params);
  }

  #asHost<M extends ModerationMethod>(method: M) {
    // The schema of the method has made the parameters.
    return (params: Params<M>) => seated.moderate(this.#seat(), { method, params } as Moderation);
  }

  #seat(): Seat {
    // Admission has made sure of it.
    if (this.#session.state !== 'joined') throw new ProtocolError('invalidState', 'not in a room');
    return this.#session.seat;
  }

  // --- Taking a seat ----------------------------------------------------------------------------------------------

  async #enter<R>(take: () => Promise<{ readonly seat: Seat; readonly result: R }>): Promise<R> {
    this.#options.rooms.assertOpen();
    this.#session = { state: 'entering' };
    this.#held = [];
    try {
      const { seat, result } = await take();
      if (!this.isOpen()) seat.room.disconnected(seat.peerId, this);
      // Unless a host has removed it meanwhile.
      else if (this.#session.state === 'entering') this.#session = { state: 'joined', seat };
      if (this.#session.state === 'joined') this.#cancelDeadline();
      return result;
    } catch (cause) {
      this.#held = undefined;
      if (this.isOpen()) this.#session = { state: 'awaitingJoin' };
      throw cause;
    }
  }

  #passOf({ roomId, token }: Pick<Params<'join'>, 'roomId' | 'token'>): Promise<Pass | undefined> | undefined {
    const { tokens } = this.#options;
    return token === undefined ? tokens.admitWithout() : tokens.admit(roomId, token);
  }

  async #look(params: Params<'look'>): Promise<Result<'look'>> {
    this.#options.rooms.assertOpen();
    const passing = this.#passOf(params);
    const pass = passing && (await passing);
    return this.#options.rooms.look(params.roomId, pass?.grants.role);
  }

  async #knock(params: Params<'knock'>): Promise<Result<'knock'>> {
    this.#options.rooms.assertOpen();
    this.#session = { state: 'entering' };
    try {
      const passing = this.#passOf(params);
      const pass = passing && (await passing);
      if (!this.isOpen()) throw new ProtocolError('unavailable', 'the connection was lost');
      const displayName = pass?.grants.name ?? params.displayName;
      const room = this.#options.rooms.open(params.roomId);
      const peerId = room.visitors.knock({ displayName, client: this, pass });
      this.#startWaiting({ state: 'waiting', room, peerId });
      return {};
    } catch (cause) {
      if (this.isOpen()) this.#session = { state: 'awaitingJoin' };
      throw cause;
    }
  }

  #startWaiting(waiting: Extract<Session, { state: 'waiting' }>): void {
    // It may have been let in, or turned away, already.
    if (this.#session.state !== 'entering' || this.#held) return;
    this.#session = waiting;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#options.clock.after(WAITING_DEADLINE_MS, () =>
      this.#reject(closeCodes.deadline, 'waited too long'),
    );
  }

  async #join(params: Params<'join'>): Promise<{ seat: Seat; result: Result<'join'> }> {
    const { roomId, displayName } = params;
    const { rooms } = this.#options;
    const passing = this.#passOf(params);
    const pass = passing && (await passing);
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
    this.#options.metrics.resumeSettled(howResumed(result));
    return { seat: this.#toSeat(room, peerId), result: { ...result, ...this.#timeLeft(room.passes.of(peerId)) } };
  }

  #timeLeft(pass: Pass | undefined): Pick<Result<'join'>, 'tokenExpiresInMs'> {
    return pass ? { tokenExpiresInMs: this.#options.tokens.timeLeftMs(pass) } : {};
  }

  #toSeat(room: RoomHost, peerId: Seat['peerId']): Seat {
    return { room, peerId, isHeld: () => room.isHeldBy(peerId, this) };
  }

  // --- Out and end ------------------------------------------------------------------------------------------------

  #onSettled(method: string, { cause, ms }: { readonly cause: unknown; readonly ms: number }): void {
    const outcome = cause === undefined ? 'ok' : toWireError(cause).code;
    this.#options.metrics.requestSettled(method, outcome);
    if (method === 'resume' && outcome !== 'ok') this.#options.metrics.resumeSettled(outcome);
    if (outcome === 'internal') this.#options.log.error({ ...this.#who(), method, ms, err: cause }, 'a request failed');
    else if (outcome !== 'ok')
      this.#options.log.debug({ ...this.#who(), method, ms, outcome }, 'a request was refused');
    else if (ms >= SLOW_REQUEST_MS) this.#options.log.warn({ ...this.#who(), method, ms }, 'a request took long');

    if ((method === 'join' || method === 'resume') && outcome === 'ok') this.#release();
    if (outcome === 'unsupportedVersion') this.#reject(closeCodes.unsupportedVersion, 'another version');
    if (method === 'leave' && outcome === 'ok') this.#close(closeCodes.normal, 'left');
  }

  /** Which session a line of the log is about, in ids that open no door. */
  #who(): Readonly<Record<string, unknown>> {
    const { id } = this.#options;
    if (this.#session.state !== 'joined') return { session: id };
    const { room, peerId } = this.#session.seat;
    return { session: id, room: toLogId(room.roomId), peer: peerId.slice(-8) };
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const text of held) this.#write(text);
  }

  #write(text: string): void {
    if (this.#reader.mayWrite()) this.#options.socket.send(text);
    this.#reader.watch();
  }

  /** Closes for something that the other end did or left undone. */
  #reject(code: CloseCode, reason: string): void {
    if (!this.isOpen()) return;
    this.#options.metrics.rejected(code);
    this.#close(code, reason);
  }

  #close(code: CloseCode, reason: string): void {
    this.#options.log.debug({ ...this.#who(), code }, 'session closed by the server');
    this.#options.socket.close(code, reason);
  }

  #onClosed(code: number): void {
    if (unreadable.has(code)) this.#options.metrics.rejected(code);
    const session = this.#session;
    this.#session = { state: 'closed' };
    this.#held = undefined;
    this.#cancelDeadline();
    this.#reader.stop();
    if (session.state === 'joined') session.seat.room.disconnected(session.seat.peerId, this);
    if (session.state === 'waiting') session.room.visitors.gone(session.peerId);
    this.#options.onEnded();
  }
}

/** Closed by what is below us, before there was a message to judge; our own refusals have codes of their own. */
const unreadable: ReadonlySet<number> = new Set([
  closeCodes.protocolError,
  closeCodes.notUtf8,
  closeCodes.policy,
  closeCodes.tooBig,
]);
/** What a client of any version may begin with. */
const versioned: ReadonlySet<string> = new Set<Method>(['join', 'resume', 'look', 'knock']);
const FLOOD_RETRY_MS = 10_000;
const SLOW_REQUEST_MS = 1_000;

/** What a resume had to tell: nothing, the missed events, or the whole room because the log did not reach back. */
function howResumed({ missed }: Result<'resume'>): string {
  if ('room' in missed) return 'snapshot';
  return missed.events.length > 0 ? 'replayed' : 'resumed';
}
