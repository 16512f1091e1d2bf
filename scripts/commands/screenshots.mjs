import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../setup/prepare.mjs';
import { onDevPages } from '../testing/dev-pages.mjs';

const call = '/dev/call?name=Ada&join=1';
/** What is looked at, by the name of its picture. */
const pages = {
  landing: '/',
  lobby: '/dev/call?name=Ada',
  'lobby-facts': '/dev/call?name=Ada&entry=free&people=8&twice=1',
  'lobby-denied': '/dev/call?name=Ada&fault=denied',
  denied: `${call}&people=4&fault=denied`,
  'settings-model': `${call}&people=5&dialog=settings&model=1`,
  'lobby-locked': '/dev/call?name=Ada&entry=locked',
  'people-1': `${call}&people=1`,
  'people-2': `${call}&people=2`,
  'people-5': `${call}&people=5`,
  'people-12': `${call}&people=12`,
  'people-9': `${call}&people=9&hands=1`,
  'people-25': `${call}&people=25`,
  speaker: `${call}&people=7&layout=speaker`,
  share: `${call}&people=5&share=1`,
  chat: `${call}&people=5&chat=1&panel=chat`,
  captions: `${call}&people=5&captions=1`,
  people: `${call}&people=9&hands=1&host=1&waiting=2&panel=people`,
  settings: `${call}&people=5&dialog=settings`,
  statistics: `${call}&people=4&dialog=statistics`,
  troubles: `${call}&people=5&troubles=1&unheard=2&poor=1&unplugged=1`,
  'people-49': `${call}&people=49`,
  'people-60': `${call}&people=60`,
  components: '/dev/components',
  invite: `${call}&people=2&dialog=invite`,
  shortcuts: `${call}&people=2&dialog=shortcuts`,
  waiting: `${call}&ends=waiting`,
  knock: `${call}&people=4&host=1&waiting=1`,
  reconnecting: `${call}&people=4&reconnecting=1`,
  left: `${call}&ends=left`,
  ended: `${call}&ends=roomEnded`,
  problem: `${call}&problem=roomFull`,
  'bad-input': `${call}&people=5&bad=1&chat=1&panel=people`,
};

const sizes = [
  [1440, 900],
  [1280, 720],
  [768, 1024],
  [390, 844],
  [844, 390],
];

/**
 * `npm run screenshots [-- page …]`: every page in every size and both themes, from the development pages, into test-results/screenshots.
 * @param {readonly string[]} [wanted]
 */
export async function run(wanted = process.argv.slice(2)) {
  const folder = join(root, 'test-results/screenshots');
  await mkdir(folder, { recursive: true });
  await onDevPages([], async ({ browser, url }) => {
    for (const [name, path] of Object.entries(pages)) {
      if (wanted.length === 0 || wanted.includes(name))
        await shoot({ browser, folder, name, url: new URL(path, url).href });
    }
  });
  process.stdout.write(`Pictures in ${folder}\n`);
  return 0;
}

/** @param {{ browser: import('@playwright/test').Browser, folder: string, name: string, url: string }} what */
async function shoot({ browser, folder, name, url }) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [width = 0, height = 0] of sizes) {
      const isPhone = Math.min(width, height) < 500;
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme,
        reducedMotion: 'reduce',
        ...(isPhone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
      });
      const page = await context.newPage();
      await page.goto(url);
      await page.locator('main').waitFor();
      // Pictures are there when each has shown its first frame.
      await page.waitForFunction("[...document.querySelectorAll('video')].every((video) => video.readyState >= 2)");
      if (/dialog=/.test(url)) await page.locator('dialog[open]').waitFor();
      if (/captions=/.test(url)) await page.getByText('better than we thought').waitFor();
      // What is in a panel comes after its frame.
      if (/panel=/.test(url)) await page.locator('aside > header ~ *').first().waitFor();
      await page.screenshot({
        path: join(folder, `${name}-${width}x${height}-${colorScheme}.png`),
        animations: 'disabled',
      });
      await context.close();
    }
  }
}
