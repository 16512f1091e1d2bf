import type { ControlFactData, ControlFactName, ControlFacts, ControlRequests } from '@confab/protocol/control';
import { controlRequests } from '@confab/protocol/control';
import { closeCodes, ProtocolError } from '@confab/protocol';
import type { Clock, Handlers, MessageSocket } from '@confab/rpc';
import { AnswerMemory, encodeNotification, Responder } from '@confab/rpc';
import type { Log } from '../Log.ts';

export type ControlLinksOptions = {
  readonly handlers: Handlers<ControlRequests>;
  /** The first thing that every link is told. */
  readonly introduce: () => ControlFactData<'nodeReady'>;
  /** No link for ORPHAN_GRACE_MS: nobody is left to end the rooms. */
  readonly onOrphaned: () => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** How long rooms outlive their signaling: media goes on meanwhile, and signaling that comes back finds them again. */
export const ORPHAN_GRACE_MS = 60_000;
/** A link that takes this little of what it is told is of no use any more. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

/** The links to signaling that are open now; every one may ask, and every one is told every fact. */
export class ControlLinks {
  readonly #options: ControlLinksOptions;
  readonly #sockets = new Set<MessageSocket>();
  readonly #answers: AnswerMemory;
  #cancelGrace: () => void = () => undefined;

  constructor(options: ControlLinksOptions) {
    this.#options = options;
    this.#answers = new AnswerMemory(options.clock);
  }

  accept(socket: MessageSocket): void {
    const { handlers, introduce, log, clock } = this.#options;
    this.#cancelGrace();
    this.#sockets.add(socket);
    socket.onClose((code) => this.#onClosed(socket, code));
    const responder = new Responder<ControlRequests, ControlFacts>({
      socket,
      requests: controlRequests,
      asker: undefined,
      handlers,
      answers: this.#answers,
      admit: () => undefined,
      onFault: (what) => {
        log.warn({ what }, 'a link sent a bad frame');
        socket.close(closeCodes.badFrame, what);
      },
      onSettled: (method, cause) => this.#logFailure(method, cause),
      clock,
    });
    log.info({ links: this.#sockets.size }, 'signaling is linked');
    responder.notify('nodeReady', introduce());
  }

  readonly tell = <N extends ControlFactName>(name: N, data: ControlFactData<N>): void => {
    const text = encodeNotification<ControlFacts, N>(name, data);
    for (const socket of this.#sockets) {
      if (socket.bufferedBytes() > MAX_BUFFERED_BYTES) socket.close(closeCodes.slowReader, 'too slow');
      else socket.send(text);
    }
  };

  close(): void {
    for (const socket of this.#sockets) socket.close(closeCodes.goingAway, 'the sfu stops');
    this.#sockets.clear();
    this.#cancelGrace();
  }

  #onClosed(socket: MessageSocket, code: number): void {
    const { clock, log, onOrphaned } = this.#options;
    // Already taken out by close().
    if (!this.#sockets.delete(socket)) return;
    log.info({ links: this.#sockets.size, code }, 'a link of signaling is gone');
    if (this.#sockets.size > 0) return;
    this.#cancelGrace();
    this.#cancelGrace = clock.after(ORPHAN_GRACE_MS, onOrphaned);
  }

  #logFailure(method: string, cause: unknown): void {
    if (cause === undefined) return;
    const { log } = this.#options;
    if (cause instanceof ProtocolError) log.debug({ method, code: cause.code, err: cause.cause }, 'a request failed');
    else log.error({ method, err: cause }, 'a request failed unexpectedly');
  }
}
