/**
 * One thing that is checked. Its commands run one after the other, from the root.
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly (readonly string[])[]} commands
 * @property {boolean} [hasTests] its tests are counted (count-tests.mjs)
 */

const tsc = 'node_modules/.bin/tsc';
const vitest = [
  'node_modules/.bin/vitest',
  'run',
  '--reporter=default',
  '--reporter=./scripts/steps/vitest-reporter.mjs',
];

/** @param {string[]} options */
const playwright = (...options) => [
  'node_modules/.bin/playwright',
  'test',
  '--config',
  'e2e/playwright.config.ts',
  '--reporter=list,./scripts/steps/playwright-reporter.mjs',
  ...options,
];

/** @satisfies {Record<string, Step>} */
const all = {
  types: {
    name: 'types',
    commands: [
      [tsc, '-b'],
      [tsc, '-p', 'tsconfig.tests.json'],
      [tsc, '-p', 'tsconfig.scripts.json'],
    ],
  },
  lint: { name: 'lint', commands: [['node_modules/.bin/oxlint', '--type-aware', '--deny-warnings']] },
  format: { name: 'format', commands: [['node_modules/.bin/oxfmt', '--check']] },
  imports: { name: 'import table', commands: [['node', 'scripts/check-imports.mjs']] },
  deadCode: { name: 'dead code', commands: [['node_modules/.bin/knip']] },
  apiDocs: { name: 'API documents', commands: [['node', 'scripts/docs-api.mjs', '--check']] },
  unit: { name: 'unit', commands: [[...vitest, '--project', 'unit']], hasTests: true },
  integration: { name: 'integration', commands: [[...vitest, '--project', 'integration']], hasTests: true },
  components: { name: 'components', commands: [[...vitest, '--project', 'components']], hasTests: true },
  fuzz: { name: 'fuzz', commands: [[...vitest, '--project', 'fuzz']], hasTests: true },
  build: { name: 'build', commands: [['node', 'scripts/build.mjs']] },
  // One page each, and hardly any work: two at a time take half the time, and time is not what they measure.
  testkit: {
    name: 'testkit',
    commands: [playwright('--project', 'testkit', '--workers', '2', '--fully-parallel')],
    hasTests: true,
  },
  e2e: { name: 'e2e', commands: [playwright('--project', 'confab')], hasTests: true },
};

const { types, lint, format, imports, deadCode, apiDocs, unit, integration, components, fuzz, build, testkit, e2e } =
  all;

/** What `npm run check` asks; the documents come after the types, for they are made of what was compiled. @type {readonly Step[]} */
export const checkSteps = [types, lint, format, imports, deadCode, apiDocs, unit];

/** What `npm test` asks: integration comes after the build, for the launcher runs what was built. @type {readonly Step[]} */
export const testSteps = [...checkSteps, components, build, integration, fuzz, testkit, e2e];

/** What `npm test -- --only <name>` asks. */
export const onlySteps = {
  unit: [unit],
  integration: [build, integration],
  components: [components],
  fuzz: [fuzz],
  testkit: [testkit],
  e2e: [build, e2e],
};
