import { fileURLToPath } from 'node:url';
import type { CallFixtures, Person } from '../../src/index.ts';
import { test as base } from '../../src/index.ts';
import { createFace } from '../../src/page/createFace.ts';
import { createFaceCode } from '../../src/page/createFaceCode.ts';
import { createVoice } from '../../src/page/createVoice.ts';
import { paintFace } from '../../src/page/paintFace.ts';
import { toPageScript } from '../../src/page/toPageScript.ts';
import { installSeats } from './installSeats.ts';

/** A secure origin that nothing listens on: the page is the file beside this one. */
const ADDRESS = 'http://localhost/';

type SeatWish = {
  /** Whose name is on the tile. Nobody's: there is no tile. */
  readonly of?: Person;
  readonly voices?: readonly Person[];
  readonly face?: Person;
  readonly isSmall?: boolean;
};

type PageFixtures = {
  /** A person on a page with a call in which nobody sits yet. */
  readonly visit: CallFixtures['arrive'];
  readonly seat: (listener: Person, seats: readonly SeatWish[]) => Promise<void>;
};

export const test = base.extend<PageFixtures>({
  visit: async ({ arrive }, use) => {
    await use(async (name, options) => {
      const person = await arrive(name, options);
      await person.page.addInitScript({
        content: toPageScript(installSeats, {}, { createFace, createFaceCode, createVoice, paintFace }),
      });
      await person.page.route(ADDRESS, (route) =>
        route.fulfill({ path: fileURLToPath(new URL('index.html', import.meta.url)) }),
      );
      await person.page.goto(ADDRESS);
      return person;
    });
  },

  seat: async ({}, use) => {
    await use(async (listener, seats) => {
      for (const { of, voices = [], face, isSmall = false } of seats) {
        await listener.page.evaluate((options) => globalThis.confabTestkitSeats?.add(options), {
          ...(of && { name: of.name }),
          voices: voices.map(({ identity }) => identity),
          ...(face && { face: face.identity }),
          isSmall,
        });
      }
    });
  },
});
