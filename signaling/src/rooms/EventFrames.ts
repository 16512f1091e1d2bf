import type { LoggedEvent, Notifications, RoomEventName } from '@confab/protocol';
import { EVENT_FRAMES_BURST, EVENT_FRAMES_PACE_MS } from '@confab/protocol';
import type { Clock } from '@confab/rpc';
import { encodeNotification } from '@confab/rpc';
import type { Client } from './Client.ts';

type Told = { readonly event: LoggedEvent; readonly to: readonly Client[] };

/**
 * Tells the clients of one room its events. A lone one goes out at once; when many come that can wait a moment, several
 * share a frame, so that a crowd that comes in costs everyone frames by time and not by head (EV4).
 */
export class EventFrames {
  readonly #clock: Clock;
  #waiting: Told[] = [];
  #isUrgent = false;
  #isSending = false;
  #credit = EVENT_FRAMES_BURST;
  #creditAt: number;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#creditAt = clock.now();
  }

  /** `to`: the clients as of now. Whoever comes later learns of it in another way. */
  add(event: LoggedEvent, to: readonly Client[]): void {
    if (to.length === 0) return;
    this.#waiting.push({ event, to });
    this.#isUrgent ||= !canWait.has(event.name);
  }

  /** Sends what is due; called when a turn of the room is over. */
  settle(): void {
    // A socket found broken while it is written to may come back here: who is behind it gets its events first.
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#isDue()) this.#send();
    } finally {
      this.#isSending = false;
    }
    if (this.#waiting.length > 0) this.#settleLater();
  }

  end(): void {
    this.#waiting = [];
    this.#cancelTimer?.();
  }

  #isDue(): boolean {
    if (this.#waiting.length === 0) return false;
    const now = this.#clock.now();
    this.#credit = Math.min(EVENT_FRAMES_BURST, this.#credit + (now - this.#creditAt) / EVENT_FRAMES_PACE_MS);
    this.#creditAt = now;
    return this.#isUrgent || this.#credit >= 1;
  }

  #settleLater(): void {
    this.#cancelTimer ??= this.#clock.after(Math.ceil((1 - this.#credit) * EVENT_FRAMES_PACE_MS), () => {
      this.#cancelTimer = undefined;
      this.settle();
    });
  }

  #send(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#isUrgent = false;
    this.#credit = Math.max(0, this.#credit - 1);
    const byClient = new Map<Client, LoggedEvent[]>();
    for (const { event, to } of waiting) {
      for (const client of to) {
        const events = byClient.get(client);
        if (events) events.push(event);
        else byClient.set(client, [event]);
      }
    }
    // Most are told the same: each list becomes text once.
    const texts = new Map<string, string>();
    for (const [client, events] of byClient) {
      const key = events.map(({ seq }) => seq).join();
      const text = texts.get(key) ?? encode(events);
      texts.set(key, text);
      client.send(text);
    }
  }
}

/** What only changes the roster. Anything else, being muted above all, goes out at once, with what waits before it. */
const canWait: ReadonlySet<RoomEventName> = new Set([
  'peerJoined',
  'peerLeft',
  'peerDisconnected',
  'peerReconnected',
  'sourceAdded',
]);

function encode(events: LoggedEvent[]): string {
  const [event] = events;
  if (event && events.length === 1) {
    return encodeNotification<Notifications, RoomEventName>(event.name, event.data, event.seq);
  }
  return encodeNotification<Notifications, 'events'>('events', { events });
}
