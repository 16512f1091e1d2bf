/**
 * What a part may import. The first zone whose folder holds a file rules it; `tests` may import more.
 * @typedef {object} Zone
 * @property {string} folder
 * @property {readonly string[]} ours specifiers of this workspace, exactly
 * @property {readonly string[]} [oursAsTypes] only with `import type`
 * @property {readonly string[] | 'declared'} packages of npm: these specifiers, or whatever package.json declares
 * @property {readonly string[]} [never] packages refused although declared
 * @property {boolean} node whether it may use Node's own modules
 * @property {readonly Adapter[]} [adapters] packages that stay behind one wall
 * @property {readonly string[]} [outside] folders of the root that relative imports may reach
 * @property {{ readonly ours?: readonly string[], readonly packages?: readonly string[] }} [tests]
 */

/**
 * A package that one file (any, but only one) or one folder may import.
 * @typedef {{ readonly name: string, readonly folder?: string }} Adapter
 */

const inTests = { ours: ['@confab/rpc', '@confab/rpc/testing'], packages: ['vitest', 'fast-check'] };

/** Both ends of the control link prove one contract: signaling's fake sfu and the real one. */
const inControlTests = { ...inTests, ours: [...inTests.ours, '@confab/protocol/control/testing'] };

/** Which browsers mediasoup-client is told of. */
const handlers = ['Chrome74', 'Chrome111', 'Firefox120', 'Safari12'].map((name) => `mediasoup-client/handlers/${name}`);

/** The import table of the design. @type {readonly Zone[]} */
export const table = [
  { folder: 'packages/protocol', ours: [], packages: ['zod/mini'], node: false, tests: inTests },
  { folder: 'packages/room-core', ours: ['@confab/protocol'], packages: [], node: false, tests: inTests },
  {
    folder: 'packages/rpc',
    ours: ['@confab/protocol', '@confab/protocol/control'],
    packages: [],
    node: false,
    tests: inTests,
  },
  // A page of somebody else's.
  { folder: 'packages/client/example', ours: ['@confab/client'], packages: [], node: false },
  {
    folder: 'packages/client',
    ours: ['@confab/protocol', '@confab/rpc'],
    packages: ['@sapphi-red/web-noise-suppressor', '@litertjs/core', 'mediasoup-client', ...handlers],
    node: false,
    adapters: [
      { name: 'mediasoup-client', folder: 'packages/client/src/media/sfu' },
      { name: '@sapphi-red/web-noise-suppressor' },
      { name: '@litertjs/core' },
    ],
    tests: inTests,
  },
  { folder: 'packages/embed', ours: [], packages: [], node: false, tests: inTests },
  {
    folder: 'packages/testkit',
    ours: [],
    oursAsTypes: ['@confab/protocol'],
    packages: ['@playwright/test'],
    node: true,
    // Its own proofs use it as an adopter does.
    tests: { ...inTests, ours: ['@confab/testkit'] },
  },
  // The page's parts in a real browser.
  {
    folder: 'apps/web/browser',
    ours: ['@confab/client', '@confab/embed', '@confab/protocol'],
    packages: ['vitest', 'vitest/browser', 'axe-core', 'react', 'react-dom/client'],
    node: false,
    outside: ['apps/web/src'],
  },
  {
    folder: 'packages/node-peer',
    ours: ['@confab/protocol', '@confab/rpc'],
    packages: 'declared',
    never: ['mediasoup-client', 'react'],
    node: true,
    adapters: [{ name: 'ws' }, { name: 'node-datachannel' }],
    tests: inTests,
  },
  {
    folder: 'apps/web',
    ours: ['@confab/client', '@confab/embed', '@confab/protocol', '@confab/protocol/jitless'],
    packages: 'declared',
    never: ['ws', 'mediasoup', 'mediasoup-client'],
    node: false,
    tests: inTests,
  },
  {
    folder: 'apps/confab',
    // The peers are for the doctor's call.
    ours: ['@confab/signaling/config', '@confab/signaling/tokens', '@confab/sfu/config', '@confab/node-peer'],
    packages: [],
    node: true,
    tests: inTests,
  },
  {
    folder: 'signaling',
    ours: ['@confab/protocol', '@confab/protocol/control', '@confab/rpc', '@confab/room-core'],
    packages: 'declared',
    never: ['mediasoup', 'mediasoup-client', 'react'],
    node: true,
    adapters: [{ name: 'ws' }],
    // Its routes are held against the document of them.
    tests: { ...inControlTests, ours: [...inControlTests.ours, '@confab/protocol/api'] },
  },
  // Runs before anything is installed.
  { folder: 'sfu/worker', ours: [], packages: [], node: true, tests: inTests },
  {
    folder: 'sfu',
    ours: ['@confab/protocol', '@confab/protocol/control', '@confab/rpc'],
    packages: 'declared',
    never: ['mediasoup-client', 'react'],
    node: true,
    adapters: [{ name: 'ws' }, { name: 'mediasoup', folder: 'sfu/src/mediasoup' }],
    // Its limits are met by peers who come through a real signaling.
    tests: { ...inControlTests, ours: [...inControlTests.ours, '@confab/node-peer', '@confab/node-peer/testing'] },
  },
  {
    folder: 'bench',
    ours: [
      '@confab/client',
      '@confab/protocol',
      '@confab/protocol/control',
      '@confab/rpc',
      '@confab/testkit',
      '@confab/node-peer',
      '@confab/node-peer/testing',
    ],
    packages: 'declared',
    never: ['react'],
    node: true,
    tests: inTests,
  },
  {
    folder: 'e2e',
    ours: ['@confab/testkit', '@confab/node-peer'],
    packages: 'declared',
    never: ['ws', 'mediasoup'],
    node: true,
    tests: { packages: ['vitest'] },
  },
  // Most of it runs before anything is installed; the rest only for those who work on Confab.
  {
    folder: 'scripts',
    ours: ['@confab/protocol/api'],
    packages: ['oxc-parser', 'vitest/node', '@playwright/test', '@playwright/test/reporter', 'vite', 'yaml'],
    node: true,
    outside: ['sfu/worker'],
    // Pages and recipes are held against what the processes really read.
    tests: {
      ours: [...inTests.ours, '@confab/sfu/config', '@confab/signaling/config'],
      packages: [...inTests.packages, '@asyncapi/specs', '@seriousme/openapi-schema-validator', 'ajv'],
    },
  },
];
