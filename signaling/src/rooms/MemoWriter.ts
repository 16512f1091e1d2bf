import type { RoomId } from '@confab/protocol';
import { MAX_MEMO_LENGTH, toWireError } from '@confab/protocol';
import type { Log } from '../log.ts';
import type { SfuPort } from '../sfu/SfuPort.ts';

export type MemoWriterOptions = {
  readonly roomId: RoomId;
  readonly sfu: SfuPort;
  readonly log: Log;
  /** The memo as of now; undefined while there is nothing to remember. */
  readonly write: () => string | undefined;
};

/**
 * Has the sfu remember the room, for the process that comes after this one. What changes in one turn is one memo, and it
 * is on its way before anyone is answered: what a client was told is then not forgotten, however this process ends.
 */
export class MemoWriter {
  readonly #options: MemoWriterOptions;
  #underWay = 0;
  #isStale = false;
  #isScheduled = false;
  #isEnded = false;
  #isTooLong = false;

  constructor(options: MemoWriterOptions) {
    this.#options = options;
  }

  /** The room is not any more what the newest memo says. */
  changed(): void {
    this.#isStale = true;
    this.#schedule();
  }

  end(): void {
    this.#isEnded = true;
  }

  #schedule(): void {
    // An sfu that takes them slowly gets fewer of them. Without one, the room has nothing to go back to.
    if (this.#isScheduled || this.#underWay >= MAX_UNDER_WAY || !this.#options.sfu.isReadyFor(this.#options.roomId))
      return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (this.#isStale && !this.#isEnded) void this.#send();
    });
  }

  async #send(): Promise<void> {
    const { roomId, sfu, log, write } = this.#options;
    this.#isStale = false;
    const memo = write();
    if (memo === undefined || this.#isUnfit(memo)) return;
    this.#underWay++;
    try {
      await sfu.call('setMemo', { roomId, memo });
    } catch (cause) {
      // The room is lost there, or the link is: whoever brings it back has it written anew.
      log.debug({ code: toWireError(cause).code }, 'a memo was not taken');
    } finally {
      this.#underWay--;
      if (this.#isStale) this.#schedule();
    }
  }

  #isUnfit({ length }: string): boolean {
    const isTooLong = length > MAX_MEMO_LENGTH;
    if (isTooLong && !this.#isTooLong) this.#options.log.warn({ length }, 'a room is too large to be remembered');
    this.#isTooLong = isTooLong;
    return isTooLong;
  }
}

const MAX_UNDER_WAY = 4;
