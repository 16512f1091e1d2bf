import { expect } from '../src/index.ts';
import { test } from './page/test.ts';

/** Runs in the page: what a page looks like that has never heard of this kit. */
function estrange(): void {
  for (const tile of document.querySelectorAll<HTMLElement>('[role="group"]')) {
    tile.className = 'card';
    tile.title = tile.getAttribute('aria-label') ?? '';
    tile.id = tile.dataset['peerId'] ?? '';
    for (const name of ['role', 'aria-label', 'data-peer-id']) tile.removeAttribute(name);
  }
  for (const audio of document.querySelectorAll<HTMLElement>('audio')) {
    audio.className = `voice-of-${audio.dataset['peerId']}`;
    audio.removeAttribute('data-peer-id');
  }
}

test.describe('a page that is not like Confab’s', () => {
  test.use({
    adapter: {
      markUp: () => {
        for (const card of document.querySelectorAll<HTMLElement>('.card')) {
          card.setAttribute('role', 'group');
          card.setAttribute('aria-label', card.title);
          card.dataset['peerId'] = card.id;
          const audio = document.querySelector<HTMLElement>(`.voice-of-${card.id}`);
          if (audio) audio.dataset['peerId'] = card.id;
        }
      },
    },
  });

  test('is judged with an adapter as any other', async ({ visit, arrive, seat }) => {
    const [ada, bob, cleo] = [await visit('Ada'), await arrive('Bob'), await arrive('Cleo')];
    await seat(ada, [
      { of: bob, voices: [bob], face: bob },
      { of: cleo, voices: [bob], face: cleo },
    ]);
    await ada.page.evaluate(estrange);
    await Promise.all([expect(ada).toHear(bob), expect(ada).toSeeExactly([bob, cleo])]);
    const complaint = () =>
      expect(ada)
        .toHearExactly([bob, cleo], { timeoutMs: 3_000 })
        .then(() => 'it passed', String);
    await expect.poll(complaint).toContain("the voice of Bob comes from Cleo's seat");
  });
});

test('a page that is not like Confab’s is nobody’s call without one', async ({ visit, arrive, seat }) => {
  const [ada, bob] = [await visit('Ada'), await arrive('Bob')];
  await seat(ada, [{ of: bob, voices: [bob], face: bob }]);
  await expect(ada).toSee(bob);
  await ada.page.evaluate(estrange);
  await expect(expect(ada).toSee(bob, { timeoutMs: 2_000 })).rejects.toThrow('Ada does not see Bob');
});
