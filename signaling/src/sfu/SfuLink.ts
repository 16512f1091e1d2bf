import { closeCodes, CONTROL_DEADLINE_MS, ProtocolError } from '@confab/protocol';
import type {
  ControlMethod,
  ControlParams,
  ControlRequests,
  ControlFacts,
  ControlResult,
} from '@confab/protocol/control';
import { controlFacts, controlRequests } from '@confab/protocol/control';
import type { Clock, MessageSocket } from '@confab/rpc';
import { Caller } from '@confab/rpc';
import type { Log } from '../log.ts';
import type { CallGuard } from './createCallGuard.ts';
import { createCallGuard } from './createCallGuard.ts';
import { OpenCalls } from './OpenCalls.ts';
import type { NodeLink } from './nodes/SfuNodes.ts';
import type { SfuFact, SfuListener } from './SfuPort.ts';

export type DialEvents = {
  onOpen(socket: MessageSocket): void;
  onFailed(failure: { readonly isRefused: boolean; readonly cause: Error }): void;
};
/** Opens one socket to the sfu and reports in the turn in which it opens; the returned function gives up. */
export type Dial = (events: DialEvents) => () => void;

export type SfuLinkOptions = {
  readonly dial: Dial;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Unlike that of any other process that asks this sfu. */
  readonly callerId: string;
};

type SfuCaller = Caller<ControlRequests, ControlFacts>;
type Link =
  | { readonly state: 'idle' }
  | { readonly state: 'waiting'; readonly cancel: () => void }
  | { readonly state: 'dialling'; readonly cancel: () => void }
  | { readonly state: 'open'; readonly caller: SfuCaller }
  | { readonly state: 'ready'; readonly caller: SfuCaller; readonly guard: CallGuard };

/** The one link to the sfu: kept up for ever, and never waited for while it is down. */
export class SfuLink implements NodeLink {
  readonly #options: SfuLinkOptions;
  #listener: SfuListener | undefined;
  #link: Link = { state: 'idle' };
  readonly #calls: OpenCalls;
  #failures = 0;
  /** Which sfu the open calls were asked. */
  #nodeId: string | undefined;

  constructor(options: SfuLinkOptions) {
    this.#options = options;
    this.#calls = new OpenCalls(options.clock, options.callerId);
  }

  get isReady(): boolean {
    return this.#link.state === 'ready';
  }

  /** How many requests wait for the sfu. */
  get openCalls(): number {
    return this.#link.state === 'ready' ? this.#link.caller.openCalls : 0;
  }

  start(listener: SfuListener): void {
    this.#listener = listener;
    this.#dial();
  }

  stop(): void {
    const link = this.#link;
    this.#listener = undefined;
    this.#link = { state: 'idle' };
    if (link.state === 'waiting' || link.state === 'dialling') link.cancel();
    if (link.state === 'open' || link.state === 'ready')
      link.caller.close(closeCodes.goingAway, 'signaling is stopping');
    this.#calls.fail();
  }

  call<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>> {
    const link = this.#link;
    if (link.state !== 'ready') return Promise.reject(new ProtocolError('unavailable', 'there is no media server now'));
    return link.guard(method, () => this.#ask(method, params));
  }

  /** On the link that is there when it is its turn. */
  #ask<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>> {
    if (this.#link.state === 'ready') return this.#calls.start(this.#link.caller, method, params);
    return Promise.reject(new ProtocolError('unavailable', 'there is no media server now'));
  }

  #dial(): void {
    // Should it fail in this very turn, the outcome must not be overwritten by what follows.
    let isSettled = false;
    const cancel = this.#options.dial({
      onOpen: (socket) => {
        isSettled = true;
        this.#onOpen(socket);
      },
      onFailed: ({ isRefused, cause }) => {
        isSettled = true;
        // The cause may name the address: its code is enough.
        const code = 'code' in cause ? cause.code : undefined;
        this.#options.log[this.#failures === 0 ? 'warn' : 'debug'](
          { code },
          'no link to the sfu: is it running, with the same SFU_SECRET?',
        );
        if (isRefused) this.#onStopped();
        else this.#listener?.onDown?.();
        this.#dialLater();
      },
    });
    if (!isSettled) this.#link = { state: 'dialling', cancel };
  }

  #dialLater(): void {
    if (!this.#listener) return;
    const longest = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#failures);
    const ms = this.#failures++ === 0 ? 0 : Math.round(longest * this.#options.random());
    this.#link = { state: 'waiting', cancel: this.#options.clock.after(ms, () => this.#dial()) };
  }

  #onOpen(socket: MessageSocket): void {
    const { clock, log } = this.#options;
    const caller: SfuCaller = new Caller({
      socket,
      clock,
      requests: controlRequests,
      notifications: controlFacts,
      deadlineMs: CONTROL_DEADLINE_MS,
      onNotification: (fact) => this.#onFact(fact, caller),
      onFault: (what) => log.error({ what }, 'the sfu breaks the contract'),
      onClosed: (code) => this.#onClosed(code),
    });
    this.#link = { state: 'open', caller };
  }

  #onFact(fact: SfuFact, caller: SfuCaller): void {
    if (fact.name === 'nodeReady') {
      const { workers, mediasoupVersion, roomIds } = fact.data;
      this.#options.log.info({ workers, mediasoupVersion, rooms: roomIds.length }, 'the sfu is ready');
      this.#failures = 0;
      this.#link = { state: 'ready', caller, guard: createCallGuard() };
      // First of all, or what is asked from now on would come before it.
      if (this.#nodeId === fact.data.nodeId) this.#calls.askAgain(caller);
      else this.#calls.fail();
      this.#nodeId = fact.data.nodeId;
    }
    this.#listener?.onFact(fact);
  }

  #onClosed(code: number): void {
    if (!this.#listener) return;
    this.#options.log.warn({ code }, 'the link to the sfu is gone');
    // It said goodbye: it will not be the same one that comes back.
    const hasStopped = code === closeCodes.goingAway;
    this.#dialLater();
    if (hasStopped) this.#onStopped();
    else this.#listener?.onDown?.();
  }

  #onStopped(): void {
    this.#calls.fail();
    this.#listener?.onStopped();
  }
}

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 2_000;
