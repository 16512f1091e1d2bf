import { onBuiltPages } from '../testing/dev-pages.mjs';
import { parseOptions } from './parse-options.mjs';

const MOST_MS = 100;
const WATCHED_MS = 15_000;
/** The last picture has come, and the page is still about it: that is the join, and told apart. */
const JOINING_MS = 500;
/** So long a crowd that comes at once may keep the page busy, in many small tasks. */
const CROWD_MS = 5_000;
/** Who is there when a crowd comes. */
const FIRST_FEW = 3;
const USAGE = 'npm run longtasks takes --crowd <people who come at once, up to 999>: npm run longtasks -- --crowd 100';

/** @typedef {{ ms: number, at: number }} Task */

/**
 * `npm run longtasks`: 25 people of whom another one speaks twice a second, from the pages as they are
 * built. Tells each
 * task of more than 50 ms after the join, and fails when one was over 100 ms. The drawn pictures cost as much as
 * decoded ones would; a busy machine makes every task long, so it says how busy this one was.
 *
 * `-- --crowd 100`: three people, and so many more who come in the same instant; the tasks of that moment count.
 * @param {readonly string[]} [args]
 */
export async function run(args = process.argv.slice(2)) {
  const { crowd } = parseOptions(args, { crowd: /^[1-9]\d{0,2}$/ }, USAGE);
  return crowd === undefined ? watchTalk() : watchCrowd(Number(crowd));
}

async function watchTalk() {
  const tasks = await onPage('people=25', (page) => page.evaluate(watchTasks(JOINING_MS + WATCHED_MS)));
  const joining = tasks.filter(({ at }) => at < JOINING_MS);
  const after = tasks.filter(({ at }) => at >= JOINING_MS);
  process.stdout.write(
    `${after.length} long tasks in ${WATCHED_MS / 1000} s, the longest of ${longestOf(after)} ms (limit ${MOST_MS}). ` +
      `Before them, with the last pictures: ${joining.length}, the longest of ${longestOf(joining)} ms.\n`,
  );
  return longestOf(after) > MOST_MS ? 1 : 0;
}

/** @param {number} count */
async function watchCrowd(count) {
  const tasks = await onPage(`people=${FIRST_FEW}&crowd=${count}`, async (page) => {
    // They are filmed before they come: that is nothing the page does.
    await page.evaluate("dispatchEvent(new Event('crowd'))");
    await page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
    const watching = page.evaluate(watchTasks(CROWD_MS + WATCHED_MS));
    // The first event that the page sees after it has begun to watch.
    await page.evaluate("dispatchEvent(new Event('crowd'))");
    const found = await watching;
    await page.getByRole('button', { name: 'Next page' }).waitFor();
    return found;
  });
  const coming = tasks.filter(({ at }) => at < CROWD_MS);
  const after = tasks.filter(({ at }) => at >= CROWD_MS);
  process.stdout.write(
    `${count} people came at once: ${coming.length} long tasks, the longest of ${longestOf(coming)} ms ` +
      `(${coming.map(({ ms }) => Math.round(ms)).join(', ') || 'none'}; limit ${MOST_MS}). ` +
      `In the ${WATCHED_MS / 1000} s after ${CROWD_MS / 1000} s: ${after.length}, the longest of ${longestOf(after)} ms.\n`,
  );
  return longestOf(tasks) > MOST_MS ? 1 : 0;
}

/**
 * @param {string} query
 * @param {(page: import('@playwright/test').Page) => Promise<unknown>} look
 * @returns {Promise<Task[]>}
 */
async function onPage(query, look) {
  /** @type {unknown} */
  let tasks = [];
  await onBuiltPages([], async ({ browser, url }) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(new URL(`/dev/call?name=Ada&join=1&talk=500&${query}`, url).href);
    await page.locator('video').first().waitFor();
    await page.waitForFunction("[...document.querySelectorAll('video')].every((video) => video.readyState >= 2)");
    tasks = await look(page);
  });
  return /** @type {Task[]} */ (tasks);
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
