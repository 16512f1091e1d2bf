import type { Browser, TestInfo } from '@playwright/test';
import { test as base } from '@playwright/test';
import { describe, takeAccount } from './Account.ts';
import { expect } from './expect.ts';
import { allTonesHz, createIdentity } from './Identity.ts';
import type { DeviceCondition } from './page/installIdentity.ts';
import { installIdentity } from './page/installIdentity.ts';
import { installMeters } from './page/installMeters.ts';
import { pageContract } from './pageContract.ts';
import { Person } from './Person.ts';

export type JoinOptions = {
  /** Another room than the test's own. */
  readonly room?: string;
  /** What the person's machine has; works unless said otherwise. */
  readonly microphone?: DeviceCondition;
  readonly camera?: DeviceCondition;
  /** Added to the address, such as `{ mic: '0' }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** `link` joins by the address alone; `lobby` fills in the name and presses the button. */
  readonly via?: 'link' | 'lobby';
};

export type Join = (name: string, options?: JoinOptions) => Promise<Person>;

export type CallFixtures = {
  /** Where the system under test is, without a path. */
  readonly serverUrl: string;
  /** A room that no other test uses. */
  readonly room: string;
  /** A person with a fresh browser context and an identity, on a page that is still empty. */
  readonly arrive: (name: string, options?: JoinOptions) => Promise<Person>;
  /** A person who is in the call. */
  readonly join: Join;
};

/** Playwright's test, with people who join calls and go away by themselves. */
export const test = base.extend<CallFixtures>({
  serverUrl: async ({ baseURL }, use) => {
    const url = process.env['CONFAB_URL'] ?? baseURL;
    if (!url) throw new Error('say where the system under test is: set baseURL or CONFAB_URL');
    await use(url);
  },

  room: async ({}, use, { testId, repeatEachIndex }) => {
    await use(`test-${testId}-${repeatEachIndex}`.slice(0, 64));
  },

  arrive: async ({ browser }, use, testInfo) => {
    const everyone: Person[] = [];
    await use(async (name, options = {}) => {
      const person = await createPerson(browser, { name, everyone, options });
      everyone.push(person);
      return person;
    });
    if (testInfo.status !== testInfo.expectedStatus) await attachAccounts(everyone, testInfo);
    await Promise.all(everyone.map(({ context }) => context.close()));
  },

  join: async ({ arrive, room, serverUrl }, use) => {
    await use(async (name, options = {}) => {
      const person = await arrive(name, options);
      const { via = 'link', query = {} } = options;
      const address = new URL(`/r/${options.room ?? room}`, serverUrl);
      address.search = new URLSearchParams(via === 'link' ? { name, join: '1', ...query } : query).toString();
      await person.page.goto(address.href);
      if (via === 'lobby') {
        await pageContract.nameField(person.page).fill(name);
        await person.press('Join');
      }
      await expect(pageContract.main(person.page)).toHaveAttribute('data-state', 'in-call');
      return person;
    });
  },
});

/** These people, in the test's own room, one after the other. */
export async function joinAll<const Names extends readonly string[]>(
  join: Join,
  ...names: Names
): Promise<{ readonly [K in keyof Names]: Person }> {
  const people: Person[] = [];
  for (const name of names) people.push(await join(name));
  // One person for each name, which the compiler cannot count.
  return people as { readonly [K in keyof Names]: Person };
}

type NewPerson = { readonly name: string; readonly everyone: readonly Person[]; readonly options: JoinOptions };

async function createPerson(browser: Browser, { name, everyone, options }: NewPerson): Promise<Person> {
  const identity = createIdentity(everyone.length);
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  const page = await context.newPage();
  const { microphone = 'works', camera = 'works' } = options;
  await page.addInitScript(installIdentity, { identity, microphone, camera });
  await page.addInitScript(installMeters, { tonesHz: allTonesHz });
  return new Person({ name, identity, page, everyone });
}

/** Who heard and saw whom when the test failed, and a timeline of every page's sounds. */
async function attachAccounts(everyone: readonly Person[], testInfo: TestInfo): Promise<void> {
  const accounts = await Promise.allSettled(everyone.map((person) => takeAccount(person, 0)));
  const known = accounts.filter((account) => account.status === 'fulfilled').map(({ value }) => value);
  const timelines = known.map(({ listener, moments }) => ({ listener: listener.name, moments }));
  await testInfo.attach('who heard and saw whom', {
    body: known.map(describe).join('\n\n'),
    contentType: 'text/plain',
  });
  await testInfo.attach('sounds', { body: JSON.stringify(timelines), contentType: 'application/json' });
}
