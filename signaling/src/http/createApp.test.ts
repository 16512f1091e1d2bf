import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpBodies, httpRoutes } from '@confab/protocol/api';
import { afterAll, describe, expect, it } from 'vitest';
import { toBlockList } from '../config.ts';
import { silentLog } from '../log.ts';
import type { AppOptions } from './createApp.ts';
import { createApp } from './createApp.ts';

const folder = mkdtempSync(join(tmpdir(), 'web-root-'));
const webRoot = join(folder, 'site');
mkdirSync(join(webRoot, 'assets'), { recursive: true });
writeFileSync(join(folder, 'outside.txt'), 'secret');
writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>Confab</title>');
writeFileSync(join(webRoot, 'favicon.svg'), '<svg/>');
writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), 'export {};');
afterAll(() => rmSync(folder, { recursive: true }));

const createTestApp = (options: Partial<AppOptions> = {}) =>
  createApp({
    version: '1.2.3',
    publicUrl: undefined,
    hasTls: false,
    trustedProxies: toBlockList(['10.0.0.1']),
    limits: { judge: () => Promise.resolve(undefined) },
    webRoot,
    segmentationModel: undefined,
    embedOrigins: [],
    whyNotReady: () => undefined,
    metrics: { render: async () => 'confab_rooms 0\n', contentType: 'text/plain' },
    mayMakeRooms: () => true,
    newRoomId: () => 'AAAAAAAAAAAAAAAAAAAAAA',
    log: silentLog,
    ...options,
  });
const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
const host = { host: 'meet.example.org' };

describe('status', () => {
  it('says that it lives, its version and its metrics', async () => {
    const app = createTestApp();
    expect((await app.request('/healthz')).status).toBe(200);
    expect(await (await app.request('/version')).json()).toEqual({ version: '1.2.3', protocol: 1 });
    expect(await (await app.request('/metrics')).text()).toContain('confab_rooms');
  });

  it('is ready or says why not', async () => {
    expect((await createTestApp().request('/readyz')).status).toBe(200);
    const response = await createTestApp({ whyNotReady: () => 'the server is closing' }).request('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ error: { code: 'unavailable', message: 'the server is closing' } });
  });
});

describe('POST /api/rooms', () => {
  it.each([
    ['the host that was asked', {}, { headers: host }, 'http://meet.example.org'],
    ['PUBLIC_URL', { publicUrl: 'https://public.example.org' }, { headers: host }, 'https://public.example.org'],
    ['TLS', { hasTls: true }, { headers: host }, 'https://meet.example.org'],
  ])('makes an address from %s', async (_, options, init, base) => {
    const response = await createTestApp(options).request('/api/rooms', { method: 'POST', ...init });
    expect(response.status).toBe(201);
    const roomId = 'AAAAAAAAAAAAAAAAAAAAAA';
    expect(await response.json()).toEqual({ roomId, url: `${base}/r/${roomId}` });
  });

  it('believes a forwarded host of a trusted proxy only', async () => {
    const headers = { ...host, 'x-forwarded-host': 'evil.example.org', 'x-forwarded-proto': 'https' };
    const ask = async (address: string) => {
      const response = await createTestApp().request('/api/rooms', { method: 'POST', headers }, from(address));
      return ((await response.json()) as { url: string }).url;
    };
    expect(await ask('10.0.0.2')).toMatch('http://meet.example.org/');
    expect(await ask('10.0.0.1')).toMatch('https://evil.example.org/');
    expect(await ask('::ffff:10.0.0.1')).toMatch('https://evil.example.org/');
  });

  it.each(['a b', 'x@y', 'x/y', '"', ''])('refuses the host %j', async (bad) => {
    const response = await createTestApp().request('/api/rooms', { method: 'POST', headers: { host: bad } });
    expect(response.status).toBe(400);
  });

  it('refuses another method and a large body', async () => {
    const get = await createTestApp().request('/api/rooms');
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const body = 'x'.repeat(10_000);
    const headers = { ...host, 'content-length': '10000' };
    const large = await createTestApp().request('/api/rooms', { method: 'POST', headers, body });
    expect(large.status).toBe(413);
  });
});

describe('pages', () => {
  it.each(['/', '/r/AAAAAAAAAAAAAAAAAAAAAA', '/r/a-b_c'])(
    'gives index.html for %s, to be asked for again',
    async (path) => {
      const response = await createTestApp().request(path);
      expect(await response.text()).toContain('<title>Confab</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-type')).toMatch('text/html');
    },
  );

  it('gives hashed files for ever and others to be asked for again', async () => {
    const app = createTestApp();
    const asset = await app.request('/assets/app-1a2b.js');
    expect(asset.headers.get('cache-control')).toMatch('immutable');
    expect(asset.headers.get('content-type')).toMatch('text/javascript');
    expect((await app.request('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    '/assets/none.js',
    '/none',
    '/..%2foutside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/..%5coutside.txt',
    '/%00',
    '/%ff',
  ])('has nothing at %s', async (path) => {
    const response = await createTestApp().request(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ error: { code: 'notFound', message: 'there is nothing here' } });
  });

  it('are shown in frames of their own origin only, and of those that the operator names', async () => {
    const own = await createTestApp().request('/', { headers: host });
    expect(own.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    const { headers } = await createTestApp({
      embedOrigins: ['https://a.example.org', 'https://b.example.org'],
    }).request('/', { headers: host });
    const ancestors = headers.get('content-security-policy')?.match(/frame-ancestors [^;]*/)?.[0];
    expect(ancestors).toBe("frame-ancestors 'self' https://a.example.org https://b.example.org");
    expect(headers.get('x-frame-options')).toBeNull();
  });

  it('come with headers that let them do what a call needs and little else', async () => {
    const { headers } = await createTestApp().request('/', { headers: host });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("connect-src 'self' ws://meet.example.org wss://meet.example.org;");
    expect(policy).toContain("frame-ancestors 'self'");
    // WebAssembly may be compiled; neither text nor inline code may be run.
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toMatch(/'unsafe/);
    expect(headers.get('permissions-policy')).toBe('camera=(self), microphone=(self), display-capture=(self)');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('never put a made-up host into a header', async () => {
    const { headers } = await createTestApp().request('/', { headers: { host: "x; script-src 'unsafe-inline'" } });
    expect(headers.get('content-security-policy')).not.toContain("'unsafe");
  });

  it('are TLS only once they were reached with TLS', async () => {
    for (const options of [{ hasTls: true }, { publicUrl: 'https://meet.example.org' }]) {
      const { headers } = await createTestApp(options).request('/');
      expect(headers.get('strict-transport-security')).toMatch('max-age');
    }
  });
});

describe('the document of the HTTP API', () => {
  it('has every route of the app, and no other', () => {
    const { routes } = createTestApp({ webRoot: undefined });
    const answering = routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
    const documented = httpRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect([...answering].sort()).toEqual([...documented].sort());
  });

  it.each(httpRoutes.map((route) => [route.method.toUpperCase(), route.path, route.answers] as const))(
    'knows what %s %s answers',
    async (method, path, answers) => {
      const app = createTestApp({ whyNotReady: () => 'draining', mayMakeRooms: () => false });
      const response = await app.request(path, { method, headers: host });
      const answer = answers[response.status];
      if (!answer) throw new Error(`${response.status} is not in the document`);
      const { body } = answer;
      const text = await response.text();
      if (body === 'text') expect(text).toContain('confab_rooms');
      // Nothing is missing, and nothing is said that the document does not know.
      else expect(JSON.parse(text)).toEqual(httpBodies[body].parse(JSON.parse(text)));
    },
  );
});

describe('the model of the operator', () => {
  it('is served to the pages', async () => {
    const model = join(folder, 'person.tflite');
    writeFileSync(model, 'TFL3');
    const app = createTestApp({ segmentationModel: model });
    expect(await (await app.request('/segmentation.tflite')).text()).toBe('TFL3');
    const { status, headers } = await app.request('/segmentation.tflite', { method: 'HEAD' });
    expect([status, headers.get('Content-Type')?.startsWith('text/') ?? false]).toEqual([200, false]);
  });

  it('may be missing, which is no fault', async () => {
    expect((await createTestApp().request('/segmentation.tflite', { method: 'HEAD' })).status).toBe(204);
  });
});
