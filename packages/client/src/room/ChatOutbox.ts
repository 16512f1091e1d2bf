import type { ChatMessage } from '@confab/protocol';
import { toWireError } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import type { ChatEntry } from '../CallSnapshot.ts';
import type { Ask } from '../signaling/SignalingClient.ts';

export type ChatOutboxOptions = {
  readonly ask: Ask;
  readonly clock: Clock;
  readonly newMessageId: () => string;
  /** Unix milliseconds, for what the server has not stamped yet. */
  readonly nowMs: () => number;
  readonly onChange: () => void;
};

type Draft = {
  readonly messageId: string;
  readonly text: string;
  readonly at: number;
  readonly state: ChatEntry['state'];
};

/**
 * Messages on their way, one after the other, so that they arrive in the order in which they were written. Each keeps its
 * id for as many attempts as it takes: the room says it once.
 */
export class ChatOutbox {
  readonly #options: ChatOutboxOptions;
  readonly #ownIds = new Set<string>();
  #drafts: readonly Draft[] = [];
  #isOnline = false;
  #isSending = false;
  #cancelRetry: () => void = () => undefined;

  constructor(options: ChatOutboxOptions) {
    this.#options = options;
  }

  get drafts(): readonly Draft[] {
    return this.#drafts;
  }

  isOwn(messageId: string): boolean {
    return this.#ownIds.has(messageId);
  }

  send(text: string): void {
    const { newMessageId, nowMs, onChange } = this.#options;
    const messageId = newMessageId();
    this.#ownIds.add(messageId);
    this.#drafts = [...this.#drafts, { messageId, text, at: nowMs(), state: 'sending' }];
    onChange();
    void this.#sendNext();
  }

  /** What the room has said is on its way no more. */
  heard(messages: readonly ChatMessage[]): void {
    const ids = new Set(messages.map(({ messageId }) => messageId));
    if (this.#drafts.some(({ messageId }) => ids.has(messageId)))
      this.#drafts = this.#drafts.filter(({ messageId }) => !ids.has(messageId));
  }

  goOnline(): void {
    this.#isOnline = true;
    void this.#sendNext();
  }

  goOffline(): void {
    this.#isOnline = false;
    this.#cancelRetry();
  }

  async #sendNext(): Promise<void> {
    const next = this.#drafts.find(({ state }) => state === 'sending');
    if (!next || this.#isSending || !this.#isOnline) return;
    const { messageId, text } = next;
    this.#isSending = true;
    try {
      await this.#options.ask('sendChat', { messageId, text });
      this.#drafts = this.#drafts.filter((draft) => draft.messageId !== messageId);
    } catch (cause) {
      this.#failed(messageId, toWireError(cause).retryable);
    }
    this.#isSending = false;
    this.#options.onChange();
    void this.#sendNext();
  }

  #failed(messageId: string, mayRetry: boolean): void {
    if (!mayRetry) {
      this.#drafts = this.#drafts.map((draft) =>
        draft.messageId === messageId ? { ...draft, state: 'failed' } : draft,
      );
      return;
    }
    // Until the connection is back, or the pause over that the server wants.
    const wasOnline = this.#isOnline;
    this.#isOnline = false;
    if (wasOnline) this.#cancelRetry = this.#options.clock.after(RETRY_MS, () => this.goOnline());
  }
}

const RETRY_MS = 1_000;
