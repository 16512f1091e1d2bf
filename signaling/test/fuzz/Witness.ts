import type { NotificationName, PeerId, Result, RoomSnapshot } from '@confab/protocol';
import { isNameOf, notifications, parseAs } from '@confab/protocol';
import { expect } from 'vitest';
import { WireClient } from '../support/WireClient.ts';
import { CANARY } from './mutate.ts';

type Entry = { connected: boolean; readonly sources: Map<string, boolean> };
type Told = { name: string; seq: number; data: Record<string, unknown> };
type Room = Pick<RoomSnapshot, 'peers'>;

/** Somebody well-behaved in a room: knows who is there by what it is told, and judges every word of that. */
export class Witness {
  readonly client: WireClient;
  readonly joined: Result<'join'>;
  readonly #roster: Map<string, Entry>;
  #seq: number;
  #judged = 0;

  static async enter(port: number, roomId: string, displayName: string): Promise<Witness> {
    const client = await WireClient.open(port);
    return new Witness(client, await client.join(displayName, roomId));
  }

  private constructor(client: WireClient, joined: Result<'join'>) {
    this.client = client;
    this.joined = joined;
    this.#seq = joined.room.seq;
    this.#roster = new Map(joined.room.peers.map((peer) => [peer.peerId, toEntry(peer)]));
  }

  get peerId(): PeerId {
    return this.joined.peerId;
  }

  get roster(): readonly string[] {
    return describeRoster(this.#roster);
  }

  /** Takes in what it was told until now. `mayChange`: whom an event may be about. */
  async judge(mayChange: (peerId: string) => boolean): Promise<void> {
    await this.client.settle();
    const { received } = this.client;
    for (; this.#judged < received.length; this.#judged++) {
      const text = received[this.#judged] ?? '';
      expect(text).not.toContain(CANARY);
      const frame = JSON.parse(text) as { t: string; name: string; seq?: number; data: Record<string, unknown> };
      if (frame.t !== 'ntf') continue;
      const { name, seq, data } = frame;
      expect(isNameOf(notifications, name), `told ${name}`).toBe(true);
      // Nothing but what the schema names, so nothing of a stranger's making.
      expect(parseAs(notifications[name as NotificationName], data)).toEqual(data);
      if (name === 'events') for (const event of data['events'] as Told[]) this.#follow(event, mayChange);
      else if (seq !== undefined) this.#follow({ name, seq, data }, mayChange);
    }
  }

  async leave(): Promise<void> {
    expect(await this.client.outcome('leave')).toBe('ok');
    await this.client.closed;
  }

  #follow(
    { name, seq, data }: { name: string; seq: number; data: Record<string, unknown> },
    mayChange: (peerId: string) => boolean,
  ): void {
    expect(seq).toBe(this.#seq + 1);
    this.#seq = seq;
    const peer = data['peer'] as Room['peers'][number] | undefined;
    const about = String(peer?.peerId ?? data['peerId']);
    expect(mayChange(about), `${name} about somebody who did nothing`).toBe(true);
    const entry = this.#roster.get(about);
    const source = String(data['source']);
    if (name === 'peerJoined' && peer) this.#roster.set(about, toEntry(peer));
    else if (name === 'peerLeft') this.#roster.delete(about);
    else if (!OF_ROSTER.has(name)) return;
    else if (!entry) throw new Error(`told ${name} about a stranger`);
    else if (name === 'peerDisconnected') entry.connected = false;
    else if (name === 'peerReconnected') entry.connected = true;
    else if (name === 'sourceRemoved') entry.sources.delete(source);
    else if (name === 'sourceAdded' || name === 'muteChanged') entry.sources.set(source, data['muted'] === true);
  }
}

const OF_ROSTER = new Set(['peerDisconnected', 'peerReconnected', 'sourceAdded', 'sourceRemoved', 'muteChanged']);

export const rosterOf = ({ peers }: Room): readonly string[] =>
  describeRoster(new Map(peers.map((peer) => [peer.peerId, toEntry(peer)])));

const toEntry = ({ connected, sources }: Room['peers'][number]): Entry => ({
  connected,
  sources: new Map(sources.map(({ source, muted }) => [source, muted])),
});

const describeRoster = (roster: ReadonlyMap<string, Entry>): string[] =>
  [...roster]
    .map(([peerId, { connected, sources }]) => {
      const sent = [...sources].map(([source, isMuted]) => `${source} ${isMuted ? 'muted' : 'on'}`).sort();
      return `${peerId} ${connected ? 'connected' : 'away'}: ${sent.join(', ')}`;
    })
    .sort();
