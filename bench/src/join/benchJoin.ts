import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leadThrough, Network } from '@confab/testkit';
import type { Browser, Page } from '@playwright/test';
import type { Bench, Figure, Tools } from '../Bench.ts';
import { fitLine } from '../measure/fitLine.ts';
import { pause } from '../measure/inParallel.ts';
import { median, quantile } from '../measure/statistics.ts';
import { describeSlow, spanFigure } from './describeSpans.ts';
import type { JoinMode } from './JoinMode.ts';
import { toJoinPlan } from './joinPlan.ts';
import type { Joined } from './page/main.ts';
import { buildPage, startCall, startChromium, startFirefox } from './startCall.ts';

export type Sample = Joined & { readonly mode: JoinMode; readonly rttMs: number };
/** Without a network of its own it is as near as it is. */
type Visitor = { readonly page: Page; readonly network?: Network };

const PAGE = fileURLToPath(new URL('page', import.meta.url));
const ROOM = 'bench-join';
/** Between two joins: the one before has left, and the publisher's browser answers a new request for a key frame. */
const SETTLE_MS = 700;
/** Nobody clicks the very moment that it is ready. */
const BEFORE_CLICK_MS = 300;

/** From the click to the first frame of the other one shown, by what was done before the click and how far away everyone is. */
export const benchJoin: Bench = async (tools) => {
  const { joins, modes, rttsMs, browser: by } = toJoinPlan(tools.options);
  const port = await startCall(tools, await buildPage(tools, PAGE));
  const browser = await startChromium(tools);
  const publisher = await (by === 'firefox' ? arriveNear : arrive)(browser, port, tools);
  const joiner =
    by === 'firefox' ? await arriveNear(await startFirefox(tools), port) : await arrive(browser, port, tools);
  await enter(publisher.page, { mode: 'cold', isAlone: true });
  assertRelayed(publisher);
  const samples: Sample[] = [];
  for (const rttMs of rttsMs) {
    // Both: what is asked of the publisher and comes from it is late, too.
    for (const { network } of [publisher, joiner]) network?.set({ delayMs: rttMs / 2 });
    for (let round = 0; round < joins; round++) {
      // Taking turns, so that all modes have the same machine.
      for (const mode of modes.filter((one) => isItsTurn(one, round))) {
        samples.push({ ...(await enter(joiner.page, { mode, isAlone: false })), mode, rttMs });
        assertRelayed(joiner);
        await joiner.page.evaluate(() => globalThis.confabBench.leave());
        await pause(SETTLE_MS);
      }
    }
    const here = modes.map((mode) => samplesOf(samples, mode, rttMs));
    for (const line of here.flatMap(describeSlow)) tools.say(line);
    tools.say(`${rttMs} ms: ${modes.map((mode) => `${mode} ${describe(samples, mode, rttMs)}`).join(', ')}`);
  }
  await write(samples, tools);
  return modes.flatMap((mode) => toFigures(samples, mode, rttsMs));
};

/** The yardstick's median is as good with fewer, and its joins are the longest. */
const isItsTurn = (mode: JoinMode, round: number): boolean => mode !== 'request by request' || round % 3 === 0;

/** Media that finds another way is not as far away as we say. */
function assertRelayed({ network }: Visitor): void {
  if (!network) return;
  for (const protocol of ['tcp', 'udp'] as const)
    if (!network.protocols.includes(protocol)) throw new Error(`nothing goes through the relay over ${protocol}`);
}

async function arrive(browser: Browser, port: number, { afterwards }: Tools): Promise<Visitor> {
  const network = new Network();
  afterwards(() => network.close());
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  const page = await context.newPage();
  await leadThrough(network, page);
  const near = await network.routeTo('tcp', { address: '127.0.0.1', port });
  await open(page, `http://${near.address}:${near.port}/`);
  return { page, network };
}

/** Firefox is asked for nothing, and knows none of the permissions' names. */
async function arriveNear(browser: Browser, port: number): Promise<Visitor> {
  const permissions = browser.browserType().name() === 'firefox' ? [] : ['microphone', 'camera'];
  const page = await (await browser.newContext({ permissions })).newPage();
  await open(page, `http://localhost:${port}/`);
  return { page };
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => 'confabBench' in globalThis);
}

async function enter(page: Page, { mode, isAlone }: { mode: JoinMode; isAlone: boolean }): Promise<Joined> {
  const visit = { room: ROOM, name: isAlone ? 'Publisher' : 'Joiner', mode };
  await page.evaluate((one) => globalThis.confabBench.visit(one), visit);
  await pause(BEFORE_CLICK_MS);
  return page.evaluate((alone) => globalThis.confabBench.click(alone), isAlone);
}

const samplesOf = (samples: readonly Sample[], mode: JoinMode, rttMs: number): Sample[] =>
  samples.filter((one) => one.mode === mode && one.rttMs === rttMs);

const timesOf = (samples: readonly Sample[], mode: JoinMode, rttMs: number): number[] =>
  samplesOf(samples, mode, rttMs).map(({ firstFrameMs }) => firstFrameMs);

const describe = (samples: readonly Sample[], mode: JoinMode, rttMs: number): string =>
  `${Math.round(median(timesOf(samples, mode, rttMs)))} ms`;

/** At 50 ms; the slope counts round trips, the joiner's and the publisher's, which are as long here. */
const aims: Readonly<
  Partial<Record<JoinMode, { readonly p50: number; readonly p95?: number; readonly slope?: number }>>
> = {
  hot: { p50: 200, p95: 400, slope: 2.3 },
  warm: { p50: 300 },
  cold: { p50: 600 },
};

function toFigures(samples: readonly Sample[], mode: JoinMode, rttsMs: readonly number[]): Figure[] {
  const { p50, p95, slope: most } = aims[mode] ?? {};
  const points = rttsMs.map((x) => ({ x, y: median(timesOf(samples, mode, x)) }));
  const note = points.map(({ x, y }) => `${Math.round(y)} ms at ${x}`).join(', ');
  // The aims are those of a distance of 50 ms.
  const rttMs = rttsMs.includes(AIM_RTT_MS) ? AIM_RTT_MS : (rttsMs[0] ?? 0);
  const times = timesOf(samples, mode, rttMs);
  const of = (what: string) => `${mode}: ${what}`;
  const aim = (atMost: number | undefined) => (atMost === undefined ? {} : { aim: { atMost } });
  const aimHere = (atMost: number | undefined) => (rttMs === AIM_RTT_MS ? aim(atMost) : {});
  const { slope, intercept } = points.length > 1 ? fitLine(points) : {};
  return [
    { what: of(`p50 at ${rttMs} ms`), value: median(times), unit: 'ms', ...aimHere(p50), note },
    {
      what: of(`p95 at ${rttMs} ms`),
      value: quantile(times, 0.95),
      unit: 'ms',
      ...aimHere(p95),
      note: `${times.length} joins`,
    },
    spanFigure(samplesOf(samples, mode, rttMs), mode, rttMs),
    ...(slope === undefined ? [] : [{ what: of('slope'), value: slope, unit: 'round trips', ...aim(most) }]),
    ...(intercept === undefined ? [] : [{ what: of('intercept'), value: intercept, unit: 'ms' }]),
  ];
}

const AIM_RTT_MS = 50;

async function write(samples: readonly Sample[], { options, say }: Tools): Promise<void> {
  const file = options['json'] ?? 'test-results/bench-join.json';
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(samples, undefined, 1));
  say(`every join: ${file}`);
}
