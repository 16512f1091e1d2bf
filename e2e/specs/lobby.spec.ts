import type { Person } from '@confab/testkit';
import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/test.ts';

const connectionsOf = async (person: Person) => {
  const texts = (await person.diary()).map(({ text }) => text);
  const numbers = (pattern: RegExp) => new Set(texts.flatMap((text) => pattern.exec(text)?.[1] ?? []));
  return { made: numbers(/^connection (\d+)/).size, connected: numbers(/^connection (\d+): .*, connected$/).size };
};

/** Of what is sent and what has arrived, by the browser's own count. */
const mediaBytes = async (person: Person) => {
  // What the worker measures a path with is nobody's picture.
  const rows = (await person.statistics()).filter(({ mid }) => mid !== 'probator');
  const sum = (type: string, field: string) =>
    rows.reduce((total, row) => (row['type'] === type ? total + Number(row[field] ?? 0) : total), 0);
  const streams = rows.filter(({ type }) => type === 'inbound-rtp' || type === 'outbound-rtp').length;
  return { sent: sum('outbound-rtp', 'bytesSent'), received: sum('inbound-rtp', 'bytesReceived'), streams };
};

test('[LO1] [LO3] [LO5] the lobby is connected, silent and seen by nobody; the click takes it over', async ({
  join,
  arrive,
  serverUrl,
  room,
}) => {
  const ada = await join('Ada');
  const bob = await arrive('Bob');
  await bob.page.goto(pageContract.roomUrl(serverUrl, room, { p2p: 'off' }));
  await expect.poll(async () => (await connectionsOf(bob)).connected).toBe(2);
  // Both of Ada's streams are set up, and both of Bob's.
  await expect.poll(async () => (await mediaBytes(bob)).streams).toBeGreaterThanOrEqual(4);
  expect(await mediaBytes(bob)).toMatchObject({ sent: 0, received: 0 });
  await expect(pageContract.tiles(ada.page)).toHaveCount(1);
  await expect(ada).toHearExactly([]);
  expect(await mediaBytes(bob)).toMatchObject({ sent: 0, received: 0 });

  const before = await connectionsOf(bob);
  await pageContract.nameField(bob.page).fill('Bob');
  await bob.press('Join');
  await Promise.all([
    expect(bob).toSeeExactly([ada]),
    expect(bob).toHearExactly([ada]),
    expect(ada).toSeeExactly([bob]),
    expect(ada).toHearExactly([bob]),
  ]);
  expect(await connectionsOf(bob)).toEqual(before);
});
