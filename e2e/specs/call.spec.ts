import { expect, joinAll, test } from '@confab/testkit';

test('three people hear and see exactly each other', async ({ join }) => {
  const [ada, bob, cleo] = await joinAll(join, 'Ada', 'Bob', 'Cleo');
  for (const [person, others] of [
    [ada, [bob, cleo]],
    [bob, [ada, cleo]],
    [cleo, [ada, bob]],
  ] as const) {
    await expect(person).toHearExactly(others);
    await expect(person).toSeeExactly(others, { minHeight: 90 });
  }
});

test('who comes late gets everything, and everyone gets them', async ({ join }) => {
  const [ada, bob] = await joinAll(join, 'Ada', 'Bob');
  await expect(ada).toHearExactly([bob]);
  await expect(bob).toSeeExactly([ada]);

  const cleo = await join('Cleo', { via: 'lobby' });
  await expect(cleo).toHearExactly([ada, bob]);
  await expect(cleo).toSeeExactly([ada, bob]);
  await expect(ada).toHearExactly([bob, cleo]);
  await expect(bob).toSeeExactly([ada, cleo]);
});

test('who leaves is gone from every page, voice and picture', async ({ join }) => {
  const [ada, bob, cleo] = await joinAll(join, 'Ada', 'Bob', 'Cleo');
  await expect(ada).toHearExactly([bob, cleo]);

  await bob.press('Leave');
  for (const [stays, other] of [
    [ada, cleo],
    [cleo, ada],
  ] as const) {
    await expect(stays.tileOf(bob)).toHaveCount(0);
    await expect(stays).toHearExactly([other]);
    await expect(stays).toSeeExactly([other]);
  }
  await expect(bob.page.locator('main')).toHaveAttribute('data-state', 'left');
});

test('who closes the page is gone from every page', async ({ join }) => {
  const [ada, bob] = await joinAll(join, 'Ada', 'Bob');
  await expect(ada).toHearExactly([bob]);
  await bob.page.close({ runBeforeUnload: true });
  await expect(ada.tileOf(bob)).toHaveCount(0);
  await expect(ada).toHearExactly([]);
});

test('two rooms never hear each other', async ({ join, room }) => {
  const [ada, bob] = await joinAll(join, 'Ada', 'Bob');
  const [cleo, dan] = [await join('Cleo', { room: `${room}-b` }), await join('Dan', { room: `${room}-b` })];
  await expect(ada).toHearExactly([bob]);
  await expect(bob).toSeeExactly([ada]);
  await expect(cleo).toHearExactly([dan]);
  await expect(dan).toSeeExactly([cleo]);
  for (const [person, other] of [
    [ada, bob],
    [bob, ada],
    [cleo, dan],
    [dan, cleo],
  ] as const) {
    await expect(person).toHaveHeardOnly([other]);
  }
});
