import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer } from './support/startTestServer.ts';

const folder = mkdtempSync(join(tmpdir(), 'web-root-'));
const model = join(folder, 'person.tflite');
let server: Awaited<ReturnType<typeof startTestServer>>;
beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), `<title>Confab</title>${' '.repeat(4_096)}`);
  writeFileSync(model, Buffer.concat([Buffer.from(' \0\0\0TFL3'), Buffer.alloc(100_000, 7)]));
  server = await startTestServer({ WEB_ROOT: folder, SEGMENTATION_MODEL: model });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** As no browser would send it: the path goes out as it is written here. */
const rawGet = (path: string) =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: server.port, path }, (response) => {
      let body = '';
      response.on('data', (data) => void (body += String(data)));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    sent.on('error', reject).end();
  });

/** Sends these bytes and reads to the end. */
const sendRaw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => void (answer += String(data)));
    socket.on('end', () => resolve(answer)).on('error', reject);
  });

describe('files', () => {
  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/../../etc/passwd',
    '//etc/passwd',
  ])('outside of the web root are not given: %s', async (path) => {
    const { status, body } = await rawGet(path);
    // Node's URL may resolve the dots first; what is then asked for is not there either.
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('root:');
  });

  it('are compressed, and come with the security headers', async () => {
    const response = await fetch(`${server.base}/r/some-room`);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toContain('<title>Confab</title>');
    expect(response.headers.get('content-security-policy')).toContain(`ws://127.0.0.1:${server.port}`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('the model of the operator', () => {
  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${server.base}/segmentation.tflite`, { method, headers });

  it('is served as what it is, whole and in parts', async () => {
    const head = await ask({}, 'HEAD');
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
    const whole = Buffer.from(await (await ask()).arrayBuffer());
    expect(whole.equals(readFileSync(model))).toBe(true);
    const part = await ask({ Range: 'bytes=4-7' });
    expect([part.status, await part.text()]).toEqual([206, 'TFL3']);
    expect(part.headers.get('content-range')).toBe('bytes 4-7/100008');
  });

  it('is not sent again while it is the same', async () => {
    const { headers } = await ask({}, 'HEAD');
    expect(headers.get('cache-control')).toBe('no-cache');
    const again = await ask({ 'If-Modified-Since': headers.get('last-modified') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await ask({ 'If-Modified-Since': new Date(0).toUTCString() })).status).toBe(200);
  });

  it('that is taken away while the server runs is none, as for the pages', async () => {
    const kept = readFileSync(model);
    rmSync(model);
    expect((await ask({}, 'HEAD')).status).toBe(204);
    writeFileSync(model, kept);
  });
});

describe('the API', () => {
  it('makes rooms of 128 random bits', async () => {
    const make = async () => (await (await fetch(`${server.base}/api/rooms`, { method: 'POST' })).json()) as Room;
    const [one, other] = [await make(), await make()];
    expect(one.roomId).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(one.url).toBe(`${server.base}/r/${one.roomId}`);
    expect(other.roomId).not.toBe(one.roomId);
  });

  it('makes a room for a request without a length, as curl -X POST sends it', async () => {
    expect(await sendRaw('POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 201 /,
    );
  });

  it('refuses a large body that came without a length', async () => {
    const chunk = `800\r\n${'x'.repeat(0x800)}\r\n0\r\n\r\n`;
    const head =
      'POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(await sendRaw(head + chunk)).toMatch(/^HTTP\/1.1 413 /);
  });

  it('is not ready without an sfu', async () => {
    expect((await fetch(`${server.base}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.base}/healthz`)).status).toBe(200);
  });
});
type Room = { roomId: string; url: string };

describe('TLS', () => {
  it('serves pages and WebSockets', async () => {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = [
      '-subj',
      '/CN=test',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-days',
      '1',
      '-nodes',
      '-newkey',
      'rsa:2048',
    ];
    execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const secure = await startTestServer({ TLS_CERT: cert, TLS_KEY: key, WEB_ROOT: folder });
    const ca = readFileSync(cert);
    const options = { host: '127.0.0.1', port: secure.port, path: '/', ca, agent: false };
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const sent = httpsRequest(options, (response) => {
        response.resume();
        resolve(response.headers);
      });
      sent.on('error', reject).end();
    });
    expect(headers['strict-transport-security']).toMatch('max-age');

    const url = `wss://127.0.0.1:${secure.port}/ws`;
    const socket = new WebSocket(url, { ca, origin: `https://127.0.0.1:${secure.port}` });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.close();
    await secure.stop();
  });
});
