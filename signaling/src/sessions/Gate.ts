import type { Method, SessionState } from '@confab/protocol';
import { mayDo, ProtocolError, requests, sessionStates } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import { assertOurVersion } from './assertOurVersion.ts';
import type { Seat } from './Seat.ts';
import type { Session } from './Session.ts';
import { stateInTable } from './Session.ts';
import { TokenBucket } from './TokenBucket.ts';

/**
 * The one place that says whether what a session asks may be answered now: by rate, state, version and role, before its
 * parameters are looked at. All of it happens in the turn in which the message came in.
 */
export class Gate {
  readonly #bucket: TokenBucket;
  #isOverRate = false;
  /** The seat that was heard from: once says that the client has its new secret. */
  #heardFrom: Seat | undefined;

  constructor(clock: Clock) {
    this.#bucket = new TokenBucket(clock);
  }

  /** Counts a message, before it is even read. False: it is one of a flood, to be ended. */
  takes(): boolean {
    const taken = this.#bucket.take();
    this.#isOverRate = taken !== 'ok';
    return taken !== 'flood';
  }

  /** @throws ProtocolError why the request is refused. */
  admit(method: Method, params: unknown, session: Session): void {
    if (this.#isOverRate) throw new ProtocolError('rateLimited', 'too many messages, slow down');
    const { allowedIn, costs } = requests[method];
    if (!isAllowed(allowedIn, stateInTable[session.state]))
      throw new ProtocolError('invalidState', `${method} is not possible now`);
    // Whatever else it says may be worded for a version that we do not know.
    if (versioned.has(method)) assertOurVersion(params);
    if (session.state === 'joined') this.#admitSeated(method, session.seat);
    if (costs > 1 && this.#bucket.take(costs - 1) !== 'ok')
      throw new ProtocolError('rateLimited', `too often: ${method}`);
  }

  #admitSeated(method: Method, seat: Seat): void {
    const { room, peerId } = seat;
    if (this.#heardFrom !== seat) room.heardFrom(peerId);
    this.#heardFrom = seat;
    const { needs } = requests[method];
    if (needs === 'nothing') return;
    const role = room.state.peers.get(peerId)?.role;
    if (role && !mayDo(role, needs)) throw new ProtocolError('forbidden', `${method} is not for a ${role}`);
  }
}

const isAllowed = (allowedIn: readonly SessionState[], state: SessionState | undefined) =>
  state ? allowedIn.includes(state) : sessionStates.every((each) => allowedIn.includes(each));

/** What a client of any version may begin with. */
const versioned: ReadonlySet<string> = new Set<Method>(['join', 'resume', 'look', 'knock', 'warmUp']);
