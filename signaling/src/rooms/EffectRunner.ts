import type { Notifications, PeerId } from '@confab/protocol';
import type { RoomEffect, RoomInput } from '@confab/room-core';
import type { Clock } from '@confab/rpc';
import { encodeNotification } from '@confab/rpc';
import type { SeatPasses } from '../tokens/SeatPasses.ts';
import type { Client } from './Client.ts';
import type { EventFrames } from './EventFrames.ts';
import type { RoomMedia } from './RoomMedia.ts';
import type { SessionStore } from './SessionStore.ts';
import type { Visitors } from './Visitors.ts';

export type EffectRunnerOptions = {
  readonly clock: Clock;
  readonly sessions: SessionStore<Client>;
  readonly frames: EventFrames;
  readonly passes: SeatPasses;
  readonly media: RoomMedia;
  readonly visitors: Visitors;
  readonly apply: (input: RoomInput) => void;
  /** An empty room need not be remembered any longer. */
  readonly onForgotten: () => void;
};

type Effect<Type extends RoomEffect['type']> = Extract<RoomEffect, { type: Type }>;

/** Carries out what the room's rules have decided: tells clients, has the sfu act, keeps the room's timers. */
export class EffectRunner {
  readonly #options: EffectRunnerOptions;
  readonly #timers = new Set<() => void>();

  constructor(options: EffectRunnerOptions) {
    this.#options = options;
  }

  run(effect: RoomEffect): void {
    const { media, visitors, onForgotten } = this.#options;
    switch (effect.type) {
      case 'broadcast':
        return this.#broadcast(effect);
      case 'tellSpeakers':
        return this.#tellSpeakers(effect);
      case 'offerConsumers':
        return media.consumers.offer(effect);
      case 'openConsumers':
        return media.consumers.open(effect);
      case 'setProducerPaused':
        return media.sources.setPaused(effect);
      case 'closeProducer':
        return media.sources.close(effect);
      case 'closePeer':
        return this.#closePeer(effect.peerId);
      case 'dismiss':
        return this.#dismiss(effect);
      case 'askToUnmute':
      case 'tellWaiting':
      case 'letIn':
      case 'turnAway':
        return visitors.run(effect);
      case 'tellUnheard':
        return this.#tellUnheard(effect);
      case 'tellCaption':
        return this.#tellCaption(effect);
      case 'relaySignal':
        return this.#relaySignal(effect);
      case 'startTimer':
        return this.#startTimer(effect);
      case 'endRoom':
        return onForgotten();
      default:
        return assertNever(effect);
    }
  }

  /** No timer rings any more. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #clientOf(peerId: PeerId): Client | undefined {
    return this.#options.sessions.holderOf(peerId);
  }

  #broadcast({ to, event }: Effect<'broadcast'>): void {
    const clients = to.flatMap((peerId) => this.#clientOf(peerId) ?? []);
    this.#options.frames.add(event, clients);
  }

  #tellSpeakers({ to, speakers }: Effect<'tellSpeakers'>): void {
    const data = { speakers: [...speakers] };
    const text = encodeNotification<Notifications, 'speakersChanged'>('speakersChanged', data);
    for (const peerId of to) this.#clientOf(peerId)?.sendIfQuick(text);
  }

  #tellCaption({ to, caption }: Effect<'tellCaption'>): void {
    const text = encodeNotification<Notifications, 'captioned'>('captioned', caption);
    for (const peerId of to) this.#clientOf(peerId)?.sendIfQuick(text);
  }

  #tellUnheard({ to, source, byPeerIds }: Effect<'tellUnheard'>): void {
    const data = { source, byPeerIds: [...byPeerIds] };
    this.#clientOf(to)?.send(encodeNotification<Notifications, 'unheardChanged'>('unheardChanged', data));
  }

  #relaySignal({ to, from, epoch, signal }: Effect<'relaySignal'>): void {
    this.#clientOf(to)?.send(encodeNotification<Notifications, 'signalled'>('signalled', { from, epoch, signal }));
  }

  #closePeer(peerId: PeerId): void {
    const { sessions, passes, media } = this.#options;
    sessions.close(peerId);
    passes.drop(peerId);
    media.close(peerId);
  }

  #dismiss({ peerId, reason }: Effect<'dismiss'>): void {
    const client = this.#clientOf(peerId);
    if (reason === 'removed') this.#options.sessions.ban(peerId);
    client?.dismissed(reason);
  }

  #startTimer({ ms, timer }: Effect<'startTimer'>): void {
    const { clock, apply } = this.#options;
    const cancel = clock.after(ms, () => {
      this.#timers.delete(cancel);
      apply({ type: 'timerRang', timer });
    });
    this.#timers.add(cancel);
  }
}

function assertNever(value: never): never {
  throw new Error(`no way to carry out ${JSON.stringify(value)}`);
}
