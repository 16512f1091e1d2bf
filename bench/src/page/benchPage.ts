import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import type { Bench, Figure, Tools } from '../Bench.ts';
import { buildPage, chromiumOptions, startCall } from '../join/startCall.ts';
import { cpuNsOfTree } from '../measure/cpuNsOfTree.ts';
import { numbers, pause } from '../measure/inParallel.ts';
import { median } from '../measure/statistics.ts';
import { BareRouter } from './BareRouter.ts';

const PEOPLE = 3;
/** Bandwidth estimation has found its rate, and layers that nobody shows are off. */
const SETTLE_MS = 10_000;
const MEASURED_MS = 15_000;
const MIB = 1024 ** 2;

type Kind = 'Confab' | 'bare page';
/** Of one browser with three pages in it. */
type Sample = { readonly kind: Kind; readonly cpuMsPerS: number; readonly heapMiB: number; readonly shown: Shown };
/** What the others' pictures were, so that like is compared with like. */
type Shown = { readonly framesPerS: number; readonly widths: readonly number[] };

/** What a page with three people costs, beside one that is nothing but mediasoup-client and video elements (M13). */
export const benchPage: Bench = async (tools) => {
  const rounds = Number(tools.options['rounds'] ?? 3);
  const site = fileURLToPath(new URL('../../../apps/web/dist/site', import.meta.url));
  const port = await startCall(tools, site);
  const bareUrl = await serveBarePage(tools);
  const samples: Sample[] = [];
  // A room for each: whoever's browser was just ended keeps a seat for half a minute.
  const openOurs = (page: Page, index: number) =>
    page.goto(`http://localhost:${port}/r/bench-page-${samples.length}?name=P${index}&join=1&p2p=off`);
  const opens: Record<Kind, () => Promise<Sample>> = {
    Confab: () => measure('Confab', async (page, index) => void (await openOurs(page, index))),
    'bare page': () => measureBare(bareUrl),
  };
  for (const round of numbers(rounds)) {
    // There and back: what drifts drifts for both.
    const order: Kind[] = round % 2 === 0 ? ['Confab', 'bare page'] : ['bare page', 'Confab'];
    for (const kind of order) {
      const sample = await opens[kind]();
      samples.push(sample);
      tools.say(describe(sample));
    }
  }
  return toFigures(samples);
};

async function serveBarePage(tools: Tools): Promise<string> {
  const outDir = await buildPage(tools, fileURLToPath(new URL('bare', import.meta.url)));
  const server = await preview({ configFile: false, logLevel: 'error', build: { outDir }, preview: { port: 0 } });
  tools.afterwards(() => server.close());
  return server.resolvedUrls?.local[0] ?? '';
}

async function measureBare(url: string): Promise<Sample> {
  const router = await BareRouter.start(process.env['MEDIASOUP_WORKER_BIN']);
  const pages: Page[] = [];
  try {
    return await measure('bare page', async (page) => {
      const answers = router.answers();
      await page.exposeFunction('ask', (method: keyof typeof answers, params: never) => answers[method](params));
      await page.goto(url);
      await page.waitForFunction(() => 'bare' in globalThis);
      await page.evaluate(() => globalThis.bare.enter());
      pages.push(page);
      if (pages.length === PEOPLE) for (const one of pages) await one.evaluate(() => globalThis.bare.receive());
    });
  } finally {
    router.close();
  }
}

/** A browser of its own each time: no sample inherits anything of the one before. */
async function measure(kind: Kind, open: (page: Page, index: number) => Promise<void>): Promise<Sample> {
  const server = await chromium.launchServer(chromiumOptions());
  const { pid } = server.process();
  if (pid === undefined) throw new Error('a browser without a process');
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const pages: Page[] = [];
    for (const index of numbers(PEOPLE)) {
      const context = await browser.newContext({
        permissions: ['microphone', 'camera'],
        viewport: { width: 1280, height: 720 },
      });
      const page = await context.newPage();
      pages.push(page);
      await open(page, index);
    }
    for (const page of pages) await page.waitForFunction(isComplete, PEOPLE);
    await pause(SETTLE_MS);
    const framesBefore = await countFrames(pages);
    const [cpuBefore, startedAt] = [cpuNsOfTree(pid), performance.now()];
    await pause(MEASURED_MS);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuMsPerS = (cpuNsOfTree(pid) - cpuBefore) / 1e6 / seconds;
    const framesPerS = ((await countFrames(pages)) - framesBefore) / seconds;
    const widths = (await Promise.all(pages.map((page) => page.evaluate(widthsOf)))).flat();
    return { kind, cpuMsPerS, heapMiB: median(await Promise.all(pages.map(heapOf))), shown: { framesPerS, widths } };
  } finally {
    await browser.close();
    await server.close();
  }
}

const isComplete = (count: number): boolean =>
  [...document.querySelectorAll('video')].filter((video) => video.readyState >= 2).length >= count;

const widthsOf = (): number[] => [...document.querySelectorAll('video')].map((video) => video.videoWidth);

const framesOf = (): number =>
  [...document.querySelectorAll('video')]
    .map((video) => video.getVideoPlaybackQuality().totalVideoFrames)
    .reduce((sum, frames) => sum + frames, 0);

const countFrames = async (pages: readonly Page[]): Promise<number> =>
  (await Promise.all(pages.map((page) => page.evaluate(framesOf)))).reduce((sum, frames) => sum + frames, 0);

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / MIB;
}

const describe = ({ kind, cpuMsPerS, heapMiB, shown }: Sample): string =>
  `${kind}: ${Math.round(cpuMsPerS)} ms/s, heap ${heapMiB.toFixed(1)} MiB, ${Math.round(shown.framesPerS)} frames/s, ${shown.widths.join(' ')} wide`;

/** A page that shows less costs less: that is no merit. */
const MOST_APART = 0.1;

function toFigures(samples: readonly Sample[]): Figure[] {
  const of = (kind: Kind) => samples.filter((one) => one.kind === kind);
  const cpu = (kind: Kind) => median(of(kind).map(({ cpuMsPerS }) => cpuMsPerS));
  const heap = (kind: Kind) => median(of(kind).map(({ heapMiB }) => heapMiB));
  const frames = (kind: Kind) => median(of(kind).map(({ shown }) => shown.framesPerS));
  const apart = Math.abs(frames('Confab') / frames('bare page') - 1);
  if (apart > MOST_APART)
    throw new Error(
      `the figures say nothing: ${frames('Confab').toFixed()} frames/s beside ${frames('bare page').toFixed()}`,
    );
  const note = `${of('Confab').length} rounds; three pages in one browser, ${Math.round(frames('Confab'))} and ${Math.round(frames('bare page'))} frames/s shown`;
  return [
    { what: 'CPU, Confab / bare page', value: cpu('Confab') / cpu('bare page'), unit: '×', aim: { atMost: 1.2 }, note },
    { what: 'CPU, Confab', value: cpu('Confab'), unit: 'ms/s' },
    { what: 'CPU, bare page', value: cpu('bare page'), unit: 'ms/s' },
    { what: 'heap, Confab', value: heap('Confab'), unit: 'MiB', aim: { atMost: 6 } },
    { what: 'heap, bare page', value: heap('bare page'), unit: 'MiB' },
  ];
}
