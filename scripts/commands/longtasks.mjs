import { onBuiltPages } from '../testing/dev-pages.mjs';

const MOST_MS = 100;
const WATCHED_MS = 15_000;
/** The last picture has come, and the page is still about it: that is the join, and told apart. */
const JOINING_MS = 500;

/**
 * `npm run longtasks`: 25 people of whom another one speaks twice a second, from the pages as they are
 * built. Tells each
 * task of more than 50 ms after the join, and fails when one was over 100 ms. The drawn pictures cost as much as
 * decoded ones would; a busy machine makes every task long, so it says how busy this one was.
 */
export async function run() {
  /** @type {{ ms: number, at: number }[]} */
  let tasks = [];
  await onBuiltPages([], async ({ browser, url }) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(new URL('/dev/call?name=Ada&join=1&people=25&talk=500', url).href);
    await page.waitForFunction("[...document.querySelectorAll('video')].every((video) => video.readyState >= 2)");
    tasks = /** @type {typeof tasks} */ (await page.evaluate(watchTasks(JOINING_MS + WATCHED_MS)));
  });
  const joining = tasks.filter(({ at }) => at < JOINING_MS);
  const after = tasks.filter(({ at }) => at >= JOINING_MS);
  const longest = longestOf(after);
  process.stdout.write(
    `${after.length} long tasks in ${WATCHED_MS / 1000} s, the longest of ${longest} ms (limit ${MOST_MS}). ` +
      `Before them, with the last pictures: ${joining.length}, the longest of ${longestOf(joining)} ms.\n`,
  );
  return longest > MOST_MS ? 1 : 0;
}

/** @param {readonly { ms: number }[]} tasks */
const longestOf = (tasks) => Math.round(Math.max(0, ...tasks.map(({ ms }) => ms)));

/** In the page: how long each task of the next while took, from 50 ms on, and when it began. @param {number} ms */
const watchTasks = (ms) => `new Promise((resolve) => {
  const found = [];
  const begin = performance.now();
  new PerformanceObserver((list) => found.push(...list.getEntries().map(({ duration, startTime }) => ({ ms: duration, at: startTime - begin }))))
    .observe({ type: 'longtask' });
  setTimeout(() => resolve(found), ${ms});
})`;
