import type { BrowserContext, Locator, Page } from '@playwright/test';
import type { Identity } from './Identity.ts';
import type { Report } from './page/installMeters.ts';
import { pageContract } from './pageContract.ts';
import type { SignalingTap } from './SignalingTap.ts';

export type PersonOptions = {
  readonly name: string;
  readonly identity: Identity;
  readonly page: Page;
  /** Everyone of this test, so that a voice that should not be here can be named. */
  readonly everyone: readonly Person[];
  readonly signalingTap: SignalingTap | undefined;
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

  constructor({ name, identity, page, everyone, signalingTap }: PersonOptions) {
    this.name = name;
    this.identity = identity;
    this.page = page;
    this.context = page.context();
    this.everyone = everyone;
    this.#signalingTap = signalingTap;
    page.on('pageerror', (error) => void this.pageErrors.push(error));
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

  /** The time of this page's own clock, to ask for what was heard from now on. */
  nowMs(): Promise<number> {
    return this.page.evaluate(() => globalThis.confabTestkitMeters?.nowMs() ?? 0);
  }

  /** What this page has played since then, by its own clock, and what it shows now. */
  async report(sinceMs = 0): Promise<Report> {
    const report = await this.page.evaluate((since) => globalThis.confabTestkitMeters?.report(since), sinceMs);
    if (!report) throw new Error(`${this.name} has not opened a page yet`);
    return report;
  }
}
