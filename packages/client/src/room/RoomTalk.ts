import type { NotificationOf, Notifications, Params, Reaction } from '@confab/protocol';
import type { Visitor } from '../CallSnapshot.ts';
import type { RoomView } from '../callState.ts';
import type { Ask } from '../signaling/SignalingClient.ts';
import type { ChatOutboxOptions } from './ChatOutbox.ts';
import { ChatOutbox } from './ChatOutbox.ts';

/** Somebody has reacted, just now. */
export type ReactionHeard = { readonly peerId: string; readonly displayName: string; readonly reaction: Reaction };

/** What somebody says, as their browser understands it; the next one of the same `captionId` takes its place. */
export type CaptionHeard = {
  readonly captionId: string;
  readonly peerId: string;
  readonly displayName: string;
  readonly text: string;
  readonly isFinal: boolean;
};

/** What people say to each other without sound, and what hosts say to them. */
export class RoomTalk {
  readonly chat: ChatOutbox;
  readonly #ask: Ask;
  readonly #options: ChatOutboxOptions;
  readonly #onReaction = new Set<(heard: ReactionHeard) => void>();
  readonly #onCaption = new Set<(heard: CaptionHeard) => void>();
  #waiting: readonly Visitor[] = [];
  #unmuteAskedBy: string | undefined;

  constructor(options: ChatOutboxOptions) {
    this.#options = options;
    this.#ask = options.ask;
    this.chat = new ChatOutbox(options);
  }

  get waiting(): readonly Visitor[] {
    return this.#waiting;
  }

  get unmuteAskedBy(): string | undefined {
    return this.#unmuteAskedBy;
  }

  onReaction(listener: (heard: ReactionHeard) => void): () => void {
    this.#onReaction.add(listener);
    return () => void this.#onReaction.delete(listener);
  }

  /** A reaction that does not arrive now is worth nothing later. */
  react(reaction: Reaction): void {
    this.#ask('react', { messageId: this.#options.newMessageId(), reaction }).catch(() => undefined);
  }

  onCaption(listener: (heard: CaptionHeard) => void): () => void {
    this.#onCaption.add(listener);
    return () => void this.#onCaption.delete(listener);
  }

  /** What does not arrive now is worth nothing later; the next one of this utterance says it all again. */
  caption(caption: Params<'caption'>): void {
    this.#ask('caption', caption).catch(() => undefined);
  }

  async setHand(raised: boolean): Promise<void> {
    await this.#ask('setHand', { raised });
  }

  dismissUnmuteAsk(): void {
    if (this.#unmuteAskedBy === undefined) return;
    this.#unmuteAskedBy = undefined;
    this.#options.onChange();
  }

  /** What concerns nobody else of what signaling tells. */
  hear({ name, data }: NotificationOf<Notifications>, room: RoomView | undefined): void {
    const nameOf = (peerId: string) => room?.peers.find((peer) => peer.peerId === peerId)?.displayName ?? '';
    switch (name) {
      case 'waitingChanged':
        this.#waiting = data.waiting;
        break;
      case 'unmuteAsked':
        this.#unmuteAskedBy = nameOf(data.byPeerId);
        break;
      case 'chatSent':
        this.chat.heard([data.message]);
        break;
      case 'reacted':
        for (const listener of this.#onReaction)
          listener({ peerId: data.peerId, displayName: nameOf(data.peerId), reaction: data.reaction });
        break;
      case 'captioned':
        for (const listener of this.#onCaption) listener({ ...data, displayName: nameOf(data.peerId) });
        return;
      default:
        return;
    }
    this.#options.onChange();
  }

  goOnline(room: RoomView): void {
    this.chat.heard(room.chat);
    this.chat.goOnline();
  }

  goOffline(): void {
    // Whoever still waits is told of again.
    this.#waiting = [];
    this.chat.goOffline();
  }
}
