import { expect, expectFullCall, findFirefox, type Person, pageContract, test as base } from '@confab/testkit';
import { connectionsOf, mediaBytes } from '../support/lobbyOf.ts';
import type { RunningConfab } from '../support/startConfab.ts';
import { startConfab } from '../support/startConfab.ts';
import { BLANK_MS, watchPicture } from '../support/watchPicture.ts';

/** Firefox gathers no loopback address: the media goes to another one, which the command of these tests has made. */
const MEDIA_IP = process.env['CONFAB_MEDIA_IP'];

const test = base.extend<object, { readonly confab: RunningConfab }>({
  confab: [
    async ({}, use) => {
      const confab = await startConfab({ MEDIASOUP_LISTEN_IP: MEDIA_IP ?? '' });
      await use(confab);
      await confab.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  // A browser takes localhost for a secure place.
  serverUrl: async ({ confab }, use) => use(confab.url),
});

test.skip(!MEDIA_IP, 'Firefox needs another address than the loopback: npm run e2e:firefox');
test.skip(!findFirefox(), 'there is no Firefox: apt-get install firefox-esr');

const firefox = { browser: 'firefox' } as const;

test('Chromium and Firefox hear and see each other by way of the sfu, and mute is mute', async ({ join }) => {
  const [ada, bob, cleo] = [await join('Ada'), await join('Bob', firefox), await join('Cleo')];
  await expectFullCall([ada, bob, cleo], { minHeight: 90 });
  await expect(bob.main).toHaveAttribute('data-topology', 'sfu');

  await Promise.all([ada.press('Mute'), bob.press('Mute')]);
  await Promise.all([expect(ada).toBeMutedFor(bob), expect(bob).toBeMutedFor(ada)]);
  await Promise.all([expect(ada).toBeMutedFor(cleo), expect(bob).toBeMutedFor(cleo)]);
  await Promise.all([ada.press('Unmute'), bob.press('Unmute')]);
  await expectFullCall([ada, bob, cleo]);
  await expectStatisticsOfBothDirections(bob, ada);
});

test('Chromium and Firefox talk directly, and go over to the sfu for a third one', async ({ join }) => {
  const [ada, bob] = [await join('Ada'), await join('Bob', firefox)];
  for (const { main } of [ada, bob]) await expect(main).toHaveAttribute('data-topology', 'p2p');
  await expectFullCall([ada, bob]);
  const cleo = await join('Cleo');
  for (const { main } of [ada, bob]) await expect(main).toHaveAttribute('data-topology', 'sfu');
  await expectFullCall([ada, bob, cleo]);
});

test('[ST4] of two in Firefox a cut socket changes nobody’s mute state', async ({ join }) => {
  const [ada, bob] = [await join('Ada', firefox), await join('Bob', { ...firefox, signaling: 'tapped' })];
  await expectFullCall([ada, bob]);
  await bob.press('Mute');
  await expect(bob).toBeMutedFor(ada);
  const sinceMs = await ada.nowMs();
  await bob.signaling.cut();
  await expect(bob.main).toHaveAttribute('data-signaling', 'reconnecting');
  bob.signaling.mend();
  await expect(bob.main).toHaveAttribute('data-signaling', 'connected');
  await expect(bob).toHearExactly([ada]);
  await expect(bob).toHaveBeenSilentFor(ada, { sinceMs });
});

test('[HE5] a media worker is killed: in Firefox the pictures stand still until they move again', async ({
  join,
  confab,
}) => {
  const [ada, bob, cleo] = [await join('Ada'), await join('Bob', firefox), await join('Cleo', firefox)];
  await expectFullCall([ada, bob, cleo]);
  const pictures = await Promise.all([watchPicture(bob, ada), watchPicture(bob, cleo), watchPicture(cleo, bob)]);
  await confab.kill('worker');
  for (const { main } of [ada, bob, cleo]) await expect(main).toHaveAttribute('data-media', 'connected');
  await expectFullCall([ada, bob, cleo]);
  for (const { blankMs, videos } of await Promise.all(pictures.map(({ stop }) => stop())))
    expect.soft(blankMs, videos).toBeLessThan(BLANK_MS);
});

test('[LO1] [LO3] [LO5] the lobby of Firefox is connected and silent; the click takes it over', async ({
  join,
  arrive,
  serverUrl,
  room,
}) => {
  const ada = await join('Ada');
  const bob = await arrive('Bob', firefox);
  await bob.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Bob', p2p: 'off' }));
  await expect.poll(async () => (await connectionsOf(bob)).connected).toBe(2);
  expect(await mediaBytes(bob)).toMatchObject({ sent: 0, received: 0 });

  const before = await connectionsOf(bob);
  await bob.press('Join');
  await expectFullCall([ada, bob], { minHeight: 90 });
  expect(await connectionsOf(bob)).toEqual(before);
});

/** Each browser counts its own way; the numbers that a person sees must be there whichever it is. */
async function expectStatisticsOfBothDirections(person: Person, other: Person): Promise<void> {
  await person.press('Settings');
  await person.press('Statistics');
  const { page } = person;
  const cell = (stream: string, column: number) =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: stream, exact: true }) })
      .getByRole('cell')
      .nth(column);
  for (const name of ['You', other.name]) {
    for (const stream of [`${name}: microphone`, `${name}: camera`]) {
      await expect(cell(stream, 0)).toHaveText(/^[1-9][\d.]* [kM]bit\/s$/);
      await expect(cell(stream, 1)).toHaveText(/^\d+\.\d %$/);
    }
    await expect(cell(`${name}: camera`, 2)).toHaveText(/^[1-9]\d+ × [1-9]\d+, [1-9]\d* \/s$/);
  }
  await expect(page.getByRole('figure').filter({ hasText: 'Round trip' })).toHaveText(/\d+ ms$/);
}
