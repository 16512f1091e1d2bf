import type { Person } from '@confab/testkit';
import { expect, pageContract } from '@confab/testkit';
import { NodePeer } from '@confab/node-peer';
import { Waits } from './Waits.ts';

/** As many as two cores can serve beside three browsers. */
const MAX_GUESTS = 3;

type Place = { readonly url: string; readonly room: string };

/** Who takes part in a soak, and what must be true of each: three browsers, and guests from Node who come and go. */
export class Cast {
  readonly people: readonly Person[];
  readonly muted = new Set<Person>();
  readonly away = new Set<Person>();
  readonly #waits = new Waits();
  readonly #place: Place;
  readonly #guests = new Map<string, NodePeer>();
  #guestNumber = 0;
  #messages = 0;

  constructor(people: readonly Person[], place: Place) {
    this.people = people;
    this.#place = place;
  }

  get here(): readonly Person[] {
    return this.people.filter((one) => !this.away.has(one));
  }

  get guestNames(): readonly string[] {
    return [...this.#guests.keys()];
  }

  get hasRoomForGuest(): boolean {
    return this.#guests.size < MAX_GUESTS;
  }

  async addGuest(): Promise<void> {
    const displayName = `Guest ${(this.#guestNumber += 1)}`;
    const { url, room: roomId } = this.#place;
    const guest = await NodePeer.join({ url: `${url.replace('http', 'ws')}/ws`, roomId, displayName });
    await guest.send('microphone');
    this.#guests.set(displayName, guest);
  }

  async removeGuest(): Promise<void> {
    const [oldest] = this.#guests;
    if (!oldest) return;
    const [name, guest] = oldest;
    this.#guests.delete(name);
    await guest.close();
  }

  /** They do not come back after a lost WebSocket, and would leave seats behind. */
  async removeGuests(): Promise<void> {
    while (this.#guests.size > 0) await this.removeGuest();
  }

  /** Writes to everyone, and says what is to be found on every page later, once. */
  async write(author: Person): Promise<string> {
    const text = `message ${(this.#messages += 1)} of ${author.name}`;
    const line = author.page.getByRole('textbox', { name: 'Message to everyone' });
    await line.fill(text);
    await line.press('Enter');
    return text;
  }

  /** A chat that is closed shows no messages. */
  async openChat(person: Person): Promise<void> {
    await person.press('Chat');
    await expect(person.page.getByRole('textbox', { name: 'Message to everyone' })).toBeVisible();
  }

  /** The time on everyone's page. */
  async now(): Promise<ReadonlyMap<Person, number>> {
    return new Map(await Promise.all(this.here.map(async (one) => [one, await one.nowMs()] as const)));
  }

  /** What FAULTS.md asks of every row, for everyone at once. `since`: the listeners' times before the fault. */
  async expectWhole(since: ReadonlyMap<Person, number>, messages: readonly string[]): Promise<void> {
    const expectAll = () =>
      Promise.all(this.here.map((person) => this.#expectOf(person, since.get(person) ?? 0, messages)));
    await this.#waits.telling(this.here, expectAll);
  }

  async #expectOf(person: Person, sinceMs: number, messages: readonly string[]): Promise<void> {
    const others = this.here.filter((one) => one !== person);
    const talking = others.filter((one) => !this.muted.has(one));
    const told = `${person.name}'s page`;
    const { main } = person;
    await this.#waits.for(`${told} in the call`, expect(main, told).toHaveAttribute('data-state', 'in-call'));
    await this.#waits.for(`${told} connected`, expect(main, told).toHaveAttribute('data-signaling', 'connected'));
    await this.#waits.for(`media on ${told}`, expect(main, told).toHaveAttribute('data-media', 'connected'));
    await this.#waits.for(`everyone on ${told}`, this.#expectRoster(person));
    for (const one of this.here) {
      const state = this.muted.has(one) ? 'off' : 'on';
      const microphone = `${one.name}'s microphone ${state} on ${told}`;
      await this.#waits.for(microphone, expect(person.tileOf(one), microphone).toHaveAttribute('data-mic', state));
    }
    await Promise.all([
      ...talking.map((one) => this.#waits.for(`${person.name} hears ${one.name}`, expect(person).toHear(one))),
      ...others
        .filter((one) => this.muted.has(one))
        .map((one) => this.#waits.for(`${one.name} silent for ${person.name}`, expect(one).toBeSilentFor(person))),
      ...others.map((one) => this.#waits.for(`${person.name} sees ${one.name}`, expect(person).toSee(one))),
    ]);
    await expect(person).toHaveHeardOnly(others, { sinceMs });
    const list = person.page.getByRole('list', { name: 'Messages' });
    for (const text of messages) {
      await expect(list.getByText(text, { exact: true }), `"${text}" on ${told}`).toHaveCount(1);
    }
    expect(await person.page.evaluate(() => globalThis.confabRequestLedger?.slow() ?? []), told).toEqual([]);
  }

  /** Who has a tile: everyone who is here, and nobody else. */
  async #expectRoster(person: Person): Promise<void> {
    const expected = [
      ...this.here.map((one) => (one === person ? pageContract.ownTileName(one.name) : one.name)),
      ...this.guestNames,
    ].toSorted();
    const names = async () => {
      const tiles = await pageContract.tiles(person.page).all();
      const found = await Promise.all(tiles.map((tile) => accessibleName(tile)));
      return found.toSorted();
    };
    await expect.poll(names, `who has a tile on ${person.name}'s page`).toEqual(expected);
  }
}

const accessibleName = (tile: ReturnType<Person['tileOf']>): Promise<string> =>
  tile.evaluate((element) => {
    const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    const texts = ids.map((id) => document.getElementById(id)?.textContent?.trim() ?? '');
    return texts.length > 0 ? texts.join(' ') : (element.getAttribute('aria-label') ?? '');
  });
