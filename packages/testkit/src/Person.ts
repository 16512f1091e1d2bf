import type { BrowserContext, Locator, Page } from '@playwright/test';
import type { Identity } from './Identity.ts';
import type { Network } from './network/Network.ts';
import type { DiaryEntry } from './page/installDiary.ts';
import type { Frame, Report } from './page/installMeters.ts';
import { pageContract } from './pageContract.ts';
import type { SignalingTap } from './SignalingTap.ts';

export type PersonOptions = {
  readonly name: string;
  readonly identity: Identity;
  readonly page: Page;
  /** Everyone of this test, so that a voice that should not be here can be named. */
  readonly everyone: readonly Person[];
  readonly signalingTap: SignalingTap | undefined;
  readonly network: Network | undefined;
};

/** One participant of a test, in a browser context of its own. */
export class Person {
  readonly name: string;
  readonly identity: Identity;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly everyone: readonly Person[];
  /** Errors that the page did not catch. */
  readonly pageErrors: Error[] = [];
  readonly #signalingTap: SignalingTap | undefined;
  readonly #network: Network | undefined;

  constructor({ name, identity, page, everyone, signalingTap, network }: PersonOptions) {
    this.name = name;
    this.identity = identity;
    this.page = page;
    this.context = page.context();
    this.everyone = everyone;
    this.#signalingTap = signalingTap;
    this.#network = network;
    page.on('pageerror', (error) => {
      // Firefox tells its warnings the same way: they come from no line of anybody's.
      if (!error.stack?.endsWith('\nundefined')) this.pageErrors.push(error);
    });
  }

  /** The root of this person's page, which says in which state the call is. */
  get main(): Locator {
    return pageContract.main(this.page);
  }

  /** This person's tile on its own page, or another one's. */
  tileOf(other: Person): Locator {
    return pageContract.tile(this.page, other === this ? pageContract.ownTileName(this.name) : other.name);
  }

  /** Presses the button of this accessible name; names say what the press will do. */
  async press(button: string): Promise<void> {
    await pageContract.button(this.page, button).click();
  }

  /** The person's connection to signaling, to be cut and mended. Needs the option `signaling: 'tapped'`. */
  get signaling(): SignalingTap {
    if (!this.#signalingTap) throw new Error(`${this.name} needs the option signaling: 'tapped'`);
    return this.#signalingTap;
  }

  /** The network between the person and the media server, to be made worse. Needs the option `network: 'relayed'`. */
  get network(): Network {
    if (!this.#network) throw new Error(`${this.name} needs the option network: 'relayed'`);
    return this.#network;
  }

  /** The time of this page's own clock, to ask for what was heard from now on. */
  nowMs(): Promise<number> {
    return this.page.evaluate(() => globalThis.confabTestkitMeters?.nowMs() ?? 0);
  }

  /** Until so much time has passed on this page. */
  async wait(ms: number): Promise<void> {
    await this.page.evaluate((time) => globalThis.confabTestkitMeters?.wait(time), ms);
  }

  /** What this page has played since then, by its own clock, and what it shows now. */
  async report(sinceMs = 0): Promise<Report> {
    const report = await this.page.evaluate((since) => globalThis.confabTestkitMeters?.report(since), sinceMs);
    if (!report) throw new Error(`${this.name} has not opened a page yet`);
    return report;
  }

  /** Every frame that this page has shown since then, by its own clock. */
  frames(sinceMs = 0): Promise<readonly Frame[]> {
    return this.page.evaluate((since) => globalThis.confabTestkitMeters?.frames(since) ?? [], sinceMs);
  }

  /** What happened on this page so far: states, sockets with their close codes, connections. */
  diary(): Promise<readonly DiaryEntry[]> {
    return this.page.evaluate(() => globalThis.confabTestkitDiary?.entries() ?? []);
  }

  /** What the browser counts of each of this page's connections. */
  statistics(): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.page.evaluate(() => globalThis.confabTestkitDiary?.statistics() ?? []);
  }
}
