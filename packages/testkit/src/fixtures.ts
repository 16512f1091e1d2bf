import type { Browser, TestInfo } from '@playwright/test';
import { test as base } from '@playwright/test';
import { describeEveryone } from './describeAccount.ts';
import { describeTimeline } from './describeTimeline.ts';
import { expect } from './expect.ts';
import type { Identity } from './Identity.ts';
import { createIdentity } from './Identity.ts';
import type { NetworkOptions, Protocol } from './network/Network.ts';
import { Network } from './network/Network.ts';
import type { DeviceCondition } from './page/installDevices.ts';
import { launchFirefox } from './launchFirefox.ts';
import type { PageAdapter } from './PageAdapter.ts';
import { cameraScript, devicesScript, diaryScript, metersScript, relayScript } from './page/pageScripts.ts';
import { pageContract } from './pageContract.ts';
import { Person } from './Person.ts';
import { CAMERA_WORKER_PATH, serveCameraWorker } from './serveCameraWorker.ts';
import { SignalingTap } from './SignalingTap.ts';

/** What a person brings along. */
export type ArriveOptions = {
  /** The run's own browser unless said otherwise. */
  readonly browser?: 'firefox';
  /** What the person's machine has; works unless said otherwise. */
  readonly microphone?: DeviceCondition;
  readonly camera?: DeviceCondition;
  /**
   * Where the camera's frames are drawn: `page`, unless said otherwise, by the page's own main thread, so that they stand
   * still while it is busy; `worker`: in a thread of their own, as a real camera's come. Chromium only.
   */
  readonly cameraThread?: 'page' | 'worker';
  /** `tapped`: can be cut, by `person.signaling`. */
  readonly signaling?: 'direct' | 'tapped';
  /** `relayed`: can be made worse, by `person.network`. */
  readonly network?: 'direct' | 'relayed' | NetworkOptions;
  /** These get nothing through from the beginning. Needs `network: 'relayed'`. */
  readonly blocked?: readonly Protocol[];
};

export type JoinOptions = ArriveOptions & {
  /** Another room than the test's own. */
  readonly room?: string;
  /** `link` joins by the address alone; `lobby` fills in the name and presses the button. */
  readonly via?: 'link' | 'lobby';
  /** False: joins muted, or without video. */
  readonly isMicrophoneOn?: boolean;
  readonly isCameraOn?: boolean;
  /** False: all media goes by way of the server, also between two. It does with `network: 'relayed'` in any case. */
  readonly isDirectAllowed?: boolean;
};

export type CallFixtures = {
  /** For pages other than Confab's: `test.use({ adapter: { markUp, enter } })`. */
  readonly adapter: PageAdapter;
  /** Where the system under test is, without a path. */
  readonly serverUrl: string;
  /** A room that no other test uses. */
  readonly room: string;
  /** A person with a browser context of their own and an identity, whose page is still empty. */
  readonly arrive: (name: string, options?: ArriveOptions) => Promise<Person>;
  /** A person who is in the call. */
  readonly join: (name: string, options?: JoinOptions) => Promise<Person>;
  /** People of these names who are in the call. */
  readonly people: <const Names extends readonly string[]>(...names: Names) => Promise<PeopleOf<Names>>;
};

export type BrowserFixtures = {
  /** The system's Firefox, which is started when somebody first needs it. */
  readonly firefox: () => Promise<Browser>;
};

export type PeopleOf<Names extends readonly string[]> = { readonly [K in keyof Names]: Person };

/** Playwright's test, with people who join calls and go away by themselves. */
export const test = base.extend<CallFixtures, BrowserFixtures>({
  firefox: [
    async ({ playwright }, use) => {
      let launched: Promise<Browser> | undefined;
      await use(() => (launched ??= launchFirefox(playwright.firefox)));
      await (await launched)?.close();
    },
    { scope: 'worker' },
  ],

  adapter: [{}, { option: true }],

  serverUrl: async ({ baseURL }, use) => {
    const url = process.env['CONFAB_URL'] ?? baseURL;
    if (!url) throw new Error('say where the system under test is: set baseURL or CONFAB_URL');
    await use(url);
  },

  room: async ({}, use, { testId, repeatEachIndex, retry }) => {
    await use(`test-${testId}-${repeatEachIndex}-${retry}`.slice(-64));
  },

  arrive: async ({ adapter, browser, firefox }, use, testInfo) => {
    const everyone: Person[] = [];
    const names: string[] = [];
    const networks: Network[] = [];
    await use(async (name, options = {}) => {
      if (names.includes(name)) throw new Error(`there is a ${name} already: tiles go by name`);
      const identity = createIdentity(names.push(name) - 1);
      const network = isRelayed(options) ? new Network(toNetworkOptions(options)) : undefined;
      if (network) networks.push(network);
      if (options.blocked) network?.block(...options.blocked);
      const theirs = options.browser === 'firefox' ? await firefox() : browser;
      const person = await createPerson(theirs, { name, identity, everyone, options, network, adapter });
      everyone.push(person);
      return person;
    });
    if (testInfo.status !== testInfo.expectedStatus) await attachFindings(everyone, testInfo);
    await Promise.all(everyone.map(({ context }) => context.close()));
    await Promise.all(networks.map((network) => network.close()));
    const errors = everyone.flatMap(({ name, pageErrors }) => pageErrors.map(({ stack }) => `${name}: ${stack}`));
    expect(errors, 'errors that no page caught').toEqual([]);
  },

  join: async ({ adapter, arrive, room, serverUrl }, use) => {
    await use(async (name, options = {}) => {
      const person = await arrive(name, options);
      if (adapter.enter) {
        await adapter.enter(person, options.room ?? room);
        return person;
      }
      const { via = 'link', isMicrophoneOn = true, isCameraOn = true } = options;
      const isDirect = (options.isDirectAllowed ?? true) && !isRelayed(options);
      const query = {
        ...(!isMicrophoneOn && { mic: '0' }),
        ...(!isCameraOn && { camera: '0' }),
        // What goes from person to person directly goes past the relay.
        ...(!isDirect && { p2p: 'off' }),
      };
      const whole = via === 'link' ? { name, join: '1', ...query } : query;
      await person.page.goto(pageContract.roomUrl(serverUrl, options.room ?? room, whole));
      if (via === 'lobby') {
        await pageContract.nameField(person.page).fill(name);
        await person.press('Join');
      }
      await expect(person.main).toHaveAttribute('data-state', 'in-call');
      return person;
    });
  },

  people: async ({ join }, use) => {
    await use(async <const Names extends readonly string[]>(...names: Names) => {
      const people = await Promise.all(names.map((name) => join(name)));
      // One person for each name, which the compiler cannot count.
      return people as PeopleOf<Names>;
    });
  },
});

type NewPerson = {
  readonly name: string;
  readonly identity: Identity;
  readonly everyone: readonly Person[];
  readonly options: ArriveOptions;
  readonly network: Network | undefined;
  readonly adapter: PageAdapter;
};

const isRelayed = ({ network = 'direct' }: ArriveOptions): boolean => network !== 'direct';
const toNetworkOptions = ({ network }: ArriveOptions): NetworkOptions => (typeof network === 'object' ? network : {});

async function createPerson(browser: Browser, person: NewPerson): Promise<Person> {
  const { identity, options, network, adapter } = person;
  // Firefox is told by its settings, and knows no such permissions.
  const isChromium = browser.browserType().name() === 'chromium';
  const context = await browser.newContext(isChromium ? { permissions: ['microphone', 'camera'] } : {});
  const page = await context.newPage();
  const { microphone = 'works', camera = 'works', cameraThread = 'page', signaling = 'direct' } = options;
  if (cameraThread === 'worker') await serveCameraWorker(page, cameraScript());
  const cameraOptions = cameraThread === 'worker' ? { cameraWorkerPath: CAMERA_WORKER_PATH } : {};
  const signalingTap = signaling === 'tapped' ? new SignalingTap() : undefined;
  await signalingTap?.attachTo(page, adapter.signalingPath);
  if (adapter.markUp)
    await page.addInitScript({ content: `globalThis.confabTestkitMarkUp = ${String(adapter.markUp)};` });
  await page.addInitScript({ content: devicesScript({ identity, microphone, camera, ...cameraOptions }) });
  if (network) {
    await page.exposeFunction('confabTestkitFindRoute', (protocol: string, address: string, port: number) =>
      network.routeTo(protocol === 'tcp' ? 'tcp' : 'udp', { address, port }),
    );
    await page.addInitScript({ content: relayScript() });
  }
  await page.addInitScript({ content: diaryScript() });
  await page.addInitScript({ content: metersScript() });
  return new Person({ ...person, page, signalingTap });
}

/** Who heard and saw whom when the test failed, and a timeline of every page's sounds. */
async function attachFindings(everyone: readonly Person[], testInfo: TestInfo): Promise<void> {
  const timelines = await Promise.allSettled(
    everyone.map(async (person) => ({ listener: person.name, sounds: (await person.report()).sounds })),
  );
  await testInfo.attach('who heard and saw whom', {
    body: await describeEveryone(everyone),
    contentType: 'text/plain',
  });
  await testInfo.attach('timeline', { body: await describeTimeline(everyone), contentType: 'text/plain' });
  const statistics = await Promise.allSettled(
    everyone.map(async (person) => ({ of: person.name, statistics: await person.statistics() })),
  );
  await testInfo.attach('statistics', {
    body: JSON.stringify(statistics.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))),
    contentType: 'application/json',
  });
  await testInfo.attach('sounds', {
    body: JSON.stringify(timelines.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))),
    contentType: 'application/json',
  });
}
