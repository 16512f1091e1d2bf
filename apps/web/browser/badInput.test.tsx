import { afterEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { openCall } from './openCall.tsx';

const hostile = [
  '<img src=x onerror="document.title=1"><b>Bold</b>',
  '\u202Egnp.exe \u2066\u2067',
  '🎉'.repeat(10_000),
  'Donaudampfschifffahrtsgesellschaft'.repeat(60),
  '\u0300'.repeat(400),
];

afterEach(() => page.viewport(1280, 800));

describe.each([
  [1280, 800],
  [390, 844],
] as const)('at %i×%i', (width, height) => {
  it.each(['chat', 'people', undefined] as const)('hostile names leave the layout whole (panel: %s)', async (panel) => {
    await page.viewport(width, height);
    openCall({ names: hostile, others: 5, hasChat: true, isHost: true, view: { panel } });
    await expect.element(page.getByRole('toolbar')).toBeInViewport();
    if (panel) await expect.element(page.getByRole('complementary')).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    expect(document.documentElement.scrollHeight).toBeLessThanOrEqual(height);
    expect(document.querySelectorAll('main img, main b')).toHaveLength(0);
    const { right, bottom } = page.getByRole('button', { name: 'Leave' }).element().getBoundingClientRect();
    expect([right <= width, bottom <= height]).toEqual([true, true]);
  });
});

it('hostile messages leave the layout whole, and are text', async () => {
  await page.viewport(390, 844);
  const { session } = openCall({ view: { panel: 'chat' } });
  await expect.element(page.getByRole('complementary')).toBeVisible();
  for (const text of hostile) session.sendChat(text);
  session.sendChat('the last');
  await expect.element(page.getByText('the last')).toBeInViewport();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  const list = page.getByRole('list', { name: 'Messages' }).element();
  expect(list.scrollWidth).toBeLessThanOrEqual(list.clientWidth);
  expect(list.querySelectorAll('img, b')).toHaveLength(0);
  // What turns the text around it turns nothing but its own message.
  const sides = [...list.querySelectorAll('p[dir=auto]')].map((text) => getComputedStyle(text).unicodeBidi);
  expect(new Set(sides)).toEqual(new Set(['isolate']));
});

it('keeps the direction of a name to the name', async () => {
  openCall({ names: ['\u202Egnp.exe'], others: 1 });
  await expect.element(page.getByRole('group', { name: /gnp/ })).toBeVisible();
  expect(page.getByRole('group', { name: /gnp/ }).element().querySelector('bdi')?.textContent).toBe('\u202Egnp.exe');
});

it('takes a hundred who come at once in small steps, and nobody for a moment only', async () => {
  const { session } = openCall({ others: 2 });
  await expect.element(page.getByRole('group', { name: 'Bob' })).toBeVisible();
  const steps: number[] = [];
  const drawn = () => steps.reduce((sum, step) => sum + step, 0);
  const watch = new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    steps.push(added.filter((node) => node instanceof Element && node.matches('[role="group"]')).length);
  });
  watch.observe(document.body, { childList: true, subtree: true });
  session.admitCrowd(100);
  await expect.element(page.getByRole('button', { name: 'Next page' })).toBeVisible();
  expect(page.getByRole('group').elements().length).toBeLessThanOrEqual(49);
  // No tile was there for a moment only, as those are that make room for the next ones when people come one by one.
  await expect.poll(drawn).toBeGreaterThan(30);
  expect(drawn()).toBeLessThanOrEqual(49);
  // Each press in between is answered.
  expect(Math.max(...steps)).toBeLessThanOrEqual(10);
  watch.disconnect();
});

it.each([
  ['portrait', 9 / 16],
  ['4:3', 4 / 3],
  ['a ribbon', 5],
])('a camera that gives %s fills its tile and no more', async (_name, ratio) => {
  openCall({ others: 4, ratio });
  const tile = page.getByRole('group', { name: 'Grace Hopper' });
  await expect.poll(() => tile.element().querySelector('video')?.readyState).toBeGreaterThanOrEqual(2);
  const video = tile.element().querySelector('video')?.getBoundingClientRect();
  const box = tile.element().getBoundingClientRect();
  expect(video?.width).toBeCloseTo(box.width, 0);
  expect(video?.height).toBeCloseTo(box.height, 0);
});

it('a page that nobody sees draws a crowd at once, for its timers hardly run', async () => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  const count = () => page.getByRole('group').elements().length;
  const seen = new Set<number>();
  const observer = new MutationObserver(() => seen.add(count()));
  observer.observe(document.body, { childList: true, subtree: true });
  openCall({ others: 24, wanted: { microphone: true, camera: false } });
  await expect.poll(count).toBe(25);
  observer.disconnect();
  vi.restoreAllMocks();
  expect([...seen].filter((tiles) => tiles > 0 && tiles < 25)).toEqual([]);
});

it.each([1, 2, 5, 13, 25, 49, 60])('%i people stand inside the stage and apart', async (people) => {
  openCall({ others: people - 1, wanted: { microphone: true, camera: false } });
  const stage = page.getByRole('region', { name: 'Participants' });
  await expect.element(page.getByRole('group', { name: 'Ada (you)' })).toBeVisible();
  // A page of them; more than ten do not come in one go.
  const count = () => page.getByRole('group').elements().length;
  await expect.poll(() => (people > 49 ? count() > 20 : count() === people)).toBe(true);
  const bounds = stage.element().getBoundingClientRect();
  const boxes = page
    .getByRole('group')
    .elements()
    .map((tile) => ({ part: tile.getAttribute('data-part'), box: tile.getBoundingClientRect() }));
  expect(boxes).toHaveLength(Math.min(people, people > 49 ? boxes.length : people));
  for (const { box } of boxes) {
    expect(box.left).toBeGreaterThanOrEqual(bounds.left - 1);
    expect(box.right).toBeLessThanOrEqual(bounds.right + 1);
    expect(box.bottom).toBeLessThanOrEqual(bounds.bottom + 1);
  }
  const grid = boxes.filter(({ part }) => part === 'grid').map(({ box }) => box);
  const overlaps = grid.flatMap((one, index) =>
    grid
      .slice(index + 1)
      .filter(
        (other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom,
      ),
  );
  expect(overlaps).toEqual([]);
});
