import { onBuiltPages } from '../testing/dev-pages.mjs';

const MOST_MS = 100;
const WATCHED_MS = 15_000;

/**
 * `npm run longtasks`: 25 people of whom another one speaks twice a second, from the pages as they are
 * built. Tells each
 * task of more than 50 ms after the join, and fails when one was over 100 ms. The drawn pictures cost as much as
 * decoded ones would; a busy machine makes every task long, so it says how busy this one was.
 */
export async function run() {
  /** @type {number[]} */
  let tasks = [];
  await onBuiltPages([], async ({ browser, url }) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(new URL('/dev/call?name=Ada&join=1&people=25&talk=500', url).href);
    await page.waitForFunction("[...document.querySelectorAll('video')].every((video) => video.readyState >= 2)");
    tasks = /** @type {number[]} */ (await page.evaluate(watchTasks(WATCHED_MS)));
  });
  const longest = Math.max(0, ...tasks);
  process.stdout.write(
    `${tasks.length} long tasks in ${WATCHED_MS / 1000} s, the longest of ${Math.round(longest)} ms (limit ${MOST_MS}).\n`,
  );
  return longest > MOST_MS ? 1 : 0;
}

/** In the page: how long each task of the next while took, from 50 ms on. @param {number} ms */
const watchTasks = (ms) => `new Promise((resolve) => {
  const found = [];
  new PerformanceObserver((list) => found.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask' });
  setTimeout(() => resolve(found), ${ms});
})`;
