import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig as parseSfuConfig } from '@confab/sfu/config';
import { parseConfig as parseSignalingConfig } from '@confab/signaling/config';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { files, isThere, linksOf, npmScriptsIn, pages, pathsIn, read, recipes, root } from './texts.mjs';

const { scripts } = JSON.parse(read('package.json'));

describe.each(pages)('%s', (page) => {
  it('names npm scripts that are there', () => {
    expect(npmScriptsIn(read(page)).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('links to what is there', () => {
    expect(linksOf(page).filter((path) => !isThere(path))).toEqual([]);
  });

  it('names paths that are there', () => {
    const here = page.split('/').slice(0, -1).join('/');
    const places = ['', here, join(here, 'src')];
    // A page may name a file by what it exports.
    const isKnown = (/** @type {string} */ path) =>
      places.some((place) => ['', '.ts', '.tsx', '.mjs'].some((ending) => isThere(join(place, path + ending))));
    expect(pathsIn(page).filter((path) => !isKnown(path))).toEqual([]);
  });
});

describe.each(recipes)('%s', (recipe) => {
  it('names npm scripts that are there', () => {
    expect(npmScriptsIn(read(recipe)).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names programs of ours that are there', () => {
    const named = [...read(recipe).matchAll(/(?<![\w/-])((?:deploy|scripts|sfu|\.ci)\/[\w./-]*\w)/g)].map(([, path]) =>
      String(path),
    );
    expect(named.filter((path) => !path.includes('/dist') && !isThere(path))).toEqual([]);
  });
});

describe('the environment', () => {
  const known = variablesRead();

  it('is in .env.example as it is in the code', () => {
    const explained = [...read('.env.example').matchAll(/^#?([A-Z][A-Z_]*)=/gm)].map(([, name]) => String(name));
    expect([...explained].sort()).toEqual([...known].sort());
  });

  it('is in the README as it is in the code', () => {
    const section = read('README.md').split('## Settings')[1]?.split('\n## ')[0] ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) =>
      [...String(row.split('|')[1]).matchAll(/`([A-Z][A-Z_]*)`/g)].map(([, name]) => String(name)),
    );
    const ofSetup = named.filter((name) => !known.has(name));
    expect(named.filter((name) => known.has(name)).sort()).toEqual([...known].sort());
    const setup = files
      .filter((path) => /^(scripts|sfu\/worker)\/.*(?<!\.test)\.mjs$/.test(path))
      .map(read)
      .join('\n');
    expect(ofSetup.filter((name) => !setup.includes(`env['${name}']`))).toEqual([]);
  });
});

/** Asks both configurations and notes what they look at. */
function variablesRead() {
  /** @type {Set<string>} */
  const names = new Set();
  const env = new Proxy(
    /** @type {Record<string, string | undefined>} */ ({}),
    {
      get: (_, name) => void names.add(String(name)),
    },
  );
  parseSignalingConfig(env, () => '');
  parseSfuConfig(env, () => '');
  return new Set([...names].filter((name) => !(name.endsWith('_FILE') && names.has(name.replace(/_FILE$/, '')))));
}

describe('docker-compose.yml', () => {
  const { services, volumes } = parse(read('docker-compose.yml'), { merge: true });
  const stages = [...read('Dockerfile').matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, stage]) => stage);

  it('builds stages that the Dockerfile has', () => {
    const targets = ['secret', 'sfu', 'signaling'].map((name) => services[name].build.target);
    expect(targets).toEqual(['signaling', 'sfu', 'signaling']);
    expect(stages).toEqual(expect.arrayContaining(targets));
  });

  it('publishes one port, UDP and TCP, for each worker', () => {
    const { environment, ports } = services.sfu;
    const first = Number(environment.MEDIASOUP_PORT);
    const range = `${first}-${first + Number(environment.MEDIASOUP_NUM_WORKERS) - 1}`;
    expect(ports).toEqual(
      ['udp', 'tcp'].map((protocol) => `\${MEDIASOUP_LISTEN_IP:-127.0.0.1}:${range}:${range}/${protocol}`),
    );
  });

  it('gives the processes a configuration that they accept, with no edits', () => {
    const readFile = () => 'a secret of at least thirty-two bytes';
    expect(parseSfuConfig(withDefaults(services.sfu.environment), readFile)).toMatchObject({ ok: true });
    expect(parseSignalingConfig(withDefaults(services.signaling.environment), readFile)).toMatchObject({ ok: true });
  });

  it('sets only variables that are read', () => {
    const known = variablesRead();
    const set = ['sfu', 'signaling'].flatMap((name) => Object.keys(services[name].environment));
    expect(set.filter((name) => !known.has(name.replace(/_FILE$/, '')))).toEqual([]);
  });

  it('mounts volumes that it has, or files that are there', () => {
    const mounted = Object.values(services)
      .flatMap((service) => service.volumes ?? [])
      .map((mount) => mount.split(':')[0]);
    expect(mounted.filter((source) => !(source in volumes) && !isThere(source.replace('./', '')))).toEqual([]);
  });

  it.skipIf(!has('docker-compose'))('is understood by docker-compose', () => {
    execFileSync('docker-compose', ['--file', join(root, 'docker-compose.yml'), 'config', '--quiet'], {
      stdio: 'pipe',
    });
  });
});

/** @param {Record<string, string>} environment */
const withDefaults = (environment) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, String(value).replace(/\$\{\w+:-(.*?)\}/g, '$1')]),
  );

describe('Dockerfile', () => {
  it('copies from stages and folders that are there', () => {
    const text = read('Dockerfile');
    const stages = [...text.matchAll(/^FROM (?:\$\{NODE_IMAGE\}|(\S+)) AS (\S+)$/gm)];
    const names = stages.map(([, , name]) => name);
    const used = [
      ...stages.flatMap(([, from]) => from ?? []),
      ...[...text.matchAll(/--from=(\S+)/g)].map(([, from]) => from),
    ];
    expect(used.filter((stage) => !names.includes(stage))).toEqual([]);
    const sources = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) => String(paths).split(' '));
    expect(sources.filter((path) => !isThere(path))).toEqual([]);
  });

  it.each(['signaling', 'sfu'])('gives %s the build of every package of ours that it needs', (name) => {
    const stage = read('Dockerfile').split(`AS ${name}\n`)[1]?.split('\nFROM')[0] ?? '';
    const needed = Object.keys(JSON.parse(read(`${name}/package.json`)).dependencies).filter((one) =>
      one.startsWith('@confab/'),
    );
    const copied = [...stage.matchAll(/COPY --from=build \/confab\/packages\/([\w-]+)\/dist/g)].map(
      ([, one]) => `@confab/${one}`,
    );
    expect(copied.sort()).toEqual(needed.sort());
  });
});

describe('pipelines', () => {
  it('.ci/run can be run', () => {
    accessSync(join(root, '.ci/run'), constants.X_OK);
    expect(read('.ci/run').startsWith('#!')).toBe(true);
  });

  it('the jobs of GitLab have stages, and the deployment waits for a hand', () => {
    const { stages, default: defaults, ...jobs } = parse(read('.gitlab-ci.yml'));
    expect(stages).toEqual(['check', 'test', 'build', 'image', 'deploy']);
    expect(Object.values(jobs).map(({ stage }) => stage)).toEqual(stages);
    expect(jobs.deploy.rules).toEqual([expect.objectContaining({ when: 'manual' })]);
    expect(defaults.image).toContain('node:');
  });

  it('both run the same suite', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml'));
    expect(jobs.test.steps.at(-1)).toEqual({ run: '.ci/run' });
    expect(parse(read('.gitlab-ci.yml')).test.script).toEqual(['.ci/run']);
  });
});

describe('deploy', () => {
  it.skipIf(!has('systemd-analyze'))('systemd accepts the unit', () => {
    const folder = mkdtempSync(join(tmpdir(), 'confab-unit-'));
    try {
      // Where Node and the clone are on this machine, and not the page that describes it.
      const unit = read('deploy/confab.service')
        .replaceAll('/usr/bin/node', process.execPath)
        .replaceAll('/opt/confab', root.replace(/\/$/, ''));
      writeFileSync(join(folder, 'confab.service'), unit);
      execFileSync('systemd-analyze', ['verify', '--man=no', join(folder, 'confab.service')], { stdio: 'pipe' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('makes a secret once, for its owner alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'confab-secret-'));
    const path = join(folder, 'sfu-secret');
    const make = () => execFileSync(process.execPath, [join(root, 'deploy/make-secret.mjs'), path]);
    try {
      make();
      const secret = readFileSync(path, 'utf8');
      make();
      expect(readFileSync(path, 'utf8')).toBe(secret);
      expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32);
      expect(statSync(path).mode & 0o777).toBe(0o400);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** @param {string} program */
function has(program) {
  return (process.env['PATH'] ?? '').split(':').some((folder) => folder !== '' && isExecutable(join(folder, program)));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
