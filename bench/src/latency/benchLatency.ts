import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import type { Bench, Figure } from '../Bench.ts';
import { buildPage, startCall, startChromium } from '../join/startCall.ts';
import { pause } from '../measure/inParallel.ts';
import { median, quantile } from '../measure/statistics.ts';
import type { LatencyPath } from './LatencyPath.ts';
import { latencyPaths } from './LatencyPath.ts';
import { alikeRounds } from './alikeRounds.ts';
import type { Stayed } from './alikeRounds.ts';
import { describeWay, meanWay } from './Way.ts';

const PAGE = fileURLToPath(new URL('page', import.meta.url));
/** The estimates of bandwidth and the buffers find their size, and the layer that nobody uses is switched off (FW12). */
const SETTLE_MS = 13_000;

/** How old a picture is when the other one sees it: through the sfu, and directly between the same two pages. */
export const benchLatency: Bench = async (tools) => {
  const rounds = Number(tools.options['rounds'] ?? 6);
  const seconds = Number(tools.options['seconds'] ?? 5);
  const port = await startCall(tools, await buildPage(tools, PAGE));
  const browser = await startChromium(tools);
  const pages = [await openPage(browser, port), await openPage(browser, port)];
  const measured: Stayed[] = [];
  for (let round = 0; round < rounds; round++) {
    // Taking turns, and turns in who begins, so that both have the same machine.
    for (const path of round % 2 === 0 ? latencyPaths : [...latencyPaths].reverse()) {
      const stayed = { round, ...(await stay(pages, { path, room: `latency-${path}-${round}`, seconds })) };
      measured.push(stayed);
      const { ages, heights, way } = stayed;
      tools.say(`${path}: ${median(ages)} ms, ${ages.length} pictures, ${heights.join(' and ')} high`);
      tools.say(`  ${describeWay(way)}`);
    }
  }
  return toFigures(measured, rounds);
};

async function openPage(browser: Browser, port: number): Promise<Page> {
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(() => 'confabLatency' in globalThis);
  return page;
}

type Stay = { readonly path: LatencyPath; readonly room: string; readonly seconds: number };

async function stay(pages: readonly Page[], { path, room, seconds }: Stay): Promise<Omit<Stayed, 'round'>> {
  const visits = pages.map((page, index) => ({ page, visit: { room, path, name: `Visitor ${index + 1}` } }));
  await Promise.all(
    visits.map(({ page, visit }) => page.evaluate((one) => globalThis.confabLatency.enter(one), visit)),
  );
  await pause(SETTLE_MS);
  const seen = await Promise.all(
    pages.map((page) => page.evaluate((many) => globalThis.confabLatency.measure(many), seconds)),
  );
  for (const page of pages) await page.evaluate(() => globalThis.confabLatency.leave());
  return {
    path,
    ages: seen.flatMap(({ ages }) => ages),
    heights: seen.map(({ height }) => height),
    way: meanWay(seen.map(({ way }) => way)),
  };
}

function toFigures(measured: readonly Stayed[], rounds: number): Figure[] {
  const alike = alikeRounds(measured);
  const countOf = new Set(alike.map(({ round }) => round)).size;
  const all = (path: LatencyPath) => alike.filter((stayed) => stayed.path === path);
  const agesOf = (path: LatencyPath) => all(path).flatMap(({ ages }) => ages);
  const mediansOf = (path: LatencyPath) => all(path).map(({ ages }) => median(ages));
  const figures = latencyPaths.flatMap((path): Figure[] => [
    {
      what: `${path}: glass to glass, p50`,
      value: median(agesOf(path)),
      unit: 'ms',
      note: `rounds: ${mediansOf(path).join(', ')}`,
    },
    {
      what: `${path}: glass to glass, p95`,
      value: quantile(agesOf(path), 0.95),
      unit: 'ms',
      note: `${agesOf(path).length} pictures; ${describeWay(meanWay(all(path).map(({ way }) => way)))}`,
    },
  ]);
  const ratios = toRatios(mediansOf('sfu'), mediansOf('direct'));
  const note = `${countOf} of ${rounds} rounds in which all pictures were alike: ${ratios.join(', ')}`;
  const value = median(agesOf('sfu')) / median(agesOf('direct'));
  return [...figures, { what: 'sfu / direct, of the medians', value, unit: '', aim: { atMost: 1.15 }, note }];
}

const toRatios = (ones: readonly number[], others: readonly number[]): string[] =>
  ones.map((one, index) => (one / (others[index] ?? Number.NaN)).toFixed(2));
