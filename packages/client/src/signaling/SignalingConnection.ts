import type { Method, NotificationOf, Notifications, Params, Requests, Result } from '@confab/protocol';
import { notifications, PING_INTERVAL_MS, PING_TIMEOUT_MS, REQUEST_DEADLINE_MS, requests } from '@confab/protocol';
import type { Clock, MessageSocket } from '@confab/rpc';
import { Caller } from '@confab/rpc';

/** Whoever uses a connection now. */
export type ConnectionUser = {
  readonly onNotification: (notification: NotificationOf<Notifications>) => void;
  /** A ping was answered: this connection works. */
  readonly onAlive: () => void;
  readonly onClosed: (code: number) => void;
  /** Something came that breaks the contract. It was dropped, whatever it should have told. */
  readonly onFault: () => void;
};

export type SignalingConnectionOptions = ConnectionUser & {
  readonly socket: MessageSocket;
  readonly clock: Clock;
  /** What a lobby is told before there is a seat; kept for the seat when there is none. */
  readonly onLobby?: (notification: NotificationOf<Notifications>) => void;
};

/** One socket to signaling: it asks, keeps what it is told until the seat is taken, and notices when the other end is dead. */
export class SignalingConnection {
  readonly #options: SignalingConnectionOptions;
  readonly #caller: Caller<Requests, Notifications>;
  #user: ConnectionUser;
  #onLobby: SignalingConnectionOptions['onLobby'];
  #held: NotificationOf<Notifications>[] | undefined = [];
  #isClosed = false;
  #isStayingAlive = false;
  #lastHeardAt: number;
  #cancelPing: () => void = () => undefined;
  #cancelWatch: () => void = () => undefined;

  constructor(options: SignalingConnectionOptions) {
    this.#options = options;
    this.#user = options;
    this.#onLobby = options.onLobby;
    this.#lastHeardAt = options.clock.now();
    this.#caller = new Caller({
      socket: this.#listening(options.socket),
      clock: options.clock,
      requests,
      notifications,
      deadlineMs: REQUEST_DEADLINE_MS,
      onNotification: (notification) => this.#notice(notification),
      onFault: () => this.#isClosed || this.#user.onFault(),
      onClosed: (code) => this.#end(code),
    });
  }

  /** True once the seat is taken. */
  get isSeated(): boolean {
    return this.#held === undefined;
  }

  /** Somebody else uses it from now on, to take a seat. */
  handTo(user: ConnectionUser): void {
    this.#user = user;
    this.#onLobby = undefined;
  }

  call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return this.#caller.call(method, params);
  }

  /** The seat is taken: lets `tell` speak of it first, then passes on what was notified meanwhile. */
  seat(tell: () => void): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.stayAlive();
    tell();
    for (const notification of held) this.#notice(notification);
  }

  /** From now on a dead other end is noticed. Once is enough, twice does no harm. */
  stayAlive(): void {
    if (this.#isStayingAlive) return;
    this.#isStayingAlive = true;
    this.#keepPinging();
    this.#watch();
  }

  /** Asks at once whether the other end still lives, with less patience than usual. */
  probe(): void {
    const askedAt = this.#options.clock.now();
    this.#ping();
    this.#cancelWatch();
    this.#cancelWatch = this.#options.clock.after(PROBE_TIMEOUT_MS, () => {
      if (this.#lastHeardAt < askedAt) this.#die();
      else this.#watch();
    });
  }

  close(code: number, reason: string): void {
    this.#caller.close(code, reason);
  }

  #listening(socket: MessageSocket): MessageSocket {
    return {
      send: (text) => socket.send(text),
      close: (code, reason) => socket.close(code, reason),
      bufferedBytes: () => socket.bufferedBytes(),
      onMessage: (listener) =>
        socket.onMessage((text) => {
          this.#lastHeardAt = this.#options.clock.now();
          listener(text);
        }),
      onClose: (listener) => socket.onClose(listener),
    };
  }

  #notice(notification: NotificationOf<Notifications>): void {
    if (this.#isClosed) return;
    if (notification.name === 'events') {
      for (const event of notification.data.events) this.#notice(event);
      return;
    }
    // What decides about the seat itself cannot wait for it.
    const isAboutSeat = notification.name === 'admitted' || notification.name === 'ended';
    if (!this.#held || isAboutSeat) this.#user.onNotification(notification);
    else if (this.#onLobby) this.#onLobby(notification);
    else this.#held.push(notification);
  }

  #keepPinging(): void {
    this.#cancelPing = this.#options.clock.after(PING_INTERVAL_MS, () => {
      this.#ping();
      this.#keepPinging();
    });
  }

  #ping(): void {
    // An unanswered ping means nothing by itself: the watch judges by silence.
    this.#caller.call('ping', {}).then(
      () => this.#user.onAlive(),
      () => undefined,
    );
  }

  #watch(): void {
    const silentMs = this.#options.clock.now() - this.#lastHeardAt;
    if (silentMs >= PING_TIMEOUT_MS) {
      this.#die();
      return;
    }
    this.#cancelWatch = this.#options.clock.after(PING_TIMEOUT_MS - silentMs, () => this.#watch());
  }

  #die(): void {
    this.close(SILENT, 'silent');
  }

  #end(code: number): void {
    this.#isClosed = true;
    this.#cancelPing();
    this.#cancelWatch();
    this.#user.onClosed(code);
  }
}

const PROBE_TIMEOUT_MS = 2_000;
/** Our own word for a dead socket; the other end does not hear it any more. */
const SILENT = 3_000;
