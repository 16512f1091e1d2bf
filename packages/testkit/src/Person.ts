import type { BrowserContext, Locator, Page } from '@playwright/test';
import type { Identity } from './Identity.ts';
import type { Moment, Sight } from './page/installMeters.ts';
import { pageContract } from './pageContract.ts';

/** What the page says of itself, by the data- attributes of its `<main>`. */
export type PageState = {
  readonly state?: string;
  readonly topology?: string;
  readonly signaling?: string;
  readonly media?: string;
};

export type PersonOptions = {
  readonly name: string;
  readonly identity: Identity;
  readonly page: Page;
  /** Everyone of this test, so that a voice that should not be here can be named. */
  readonly everyone: readonly Person[];
};

/** One participant of a test, in a browser context of its own. */
export class Person {
  readonly name: string;
  readonly identity: Identity;
  readonly page: Page;
  readonly context: BrowserContext;
  readonly everyone: readonly Person[];

  constructor({ name, identity, page, everyone }: PersonOptions) {
    this.name = name;
    this.identity = identity;
    this.page = page;
    this.context = page.context();
    this.everyone = everyone;
  }

  /** This person's tile on its own page, or another one's. */
  tileOf(other: Person): Locator {
    return other === this ? pageContract.ownTile(this.page, this.name) : pageContract.tile(this.page, other.name);
  }

  /** Presses the button of this accessible name; names say what the press will do. */
  async press(button: string): Promise<void> {
    await pageContract.button(this.page, button).click();
  }

  /** The time of this page's own clock, to ask for what was heard from now on. */
  nowMs(): Promise<number> {
    return this.page.evaluate(() => globalThis.confabTestkitMeters?.nowMs() ?? 0);
  }

  /** What this page played since `sinceMs` of its own clock, a moment every 100 ms. */
  soundsSince(sinceMs: number): Promise<readonly Moment[]> {
    return this.page.evaluate((since) => globalThis.confabTestkitMeters?.soundsSince(since) ?? [], sinceMs);
  }

  /** Every tile on this page with the face in it. */
  sights(): Promise<readonly Sight[]> {
    return this.page.evaluate(() => globalThis.confabTestkitMeters?.sights() ?? []);
  }

  pageState(): Promise<PageState> {
    return this.page.evaluate(() =>
      Object.fromEntries(Object.entries(document.querySelector<HTMLElement>('main[data-state]')?.dataset ?? {})),
    );
  }
}
