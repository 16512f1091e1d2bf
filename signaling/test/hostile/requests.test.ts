import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer } from '../support/startTestServer.ts';

let server: Awaited<ReturnType<typeof startTestServer>>;
beforeAll(async () => void (server = await startTestServer()));
afterAll(() => server.stop());

/** The status line's number; 0 when nothing came before the end. */
const statusOf = (text: string) =>
  new Promise<number>((resolve) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => void (answer += String(data)));
    socket.on('error', () => undefined); // A reset is an end as well.
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)));
  });
const head = (line: string, ...fields: string[]) =>
  [line, 'Host: localhost', 'Connection: close', ...fields, '', ''].join('\r\n');

describe('an HTTP request', () => {
  it.each([
    ['a method nobody knows', head('BREW /version HTTP/1.1'), [400]],
    ['another method', head('DELETE /version HTTP/1.1'), [405]],
    ['TRACE', head('TRACE /api/rooms HTTP/1.1'), [400, 405]],
    ['no HTTP at all', '\u0016\u0003\u0001 hello\r\n\r\n', [400]],
    ['100 kB of headers', head('GET /version HTTP/1.1', `X-Much: ${'x'.repeat(100_000)}`), [431]],
    ['two lengths', head('POST /api/rooms HTTP/1.1', 'Content-Length: 0', 'Content-Length: 5'), [400]],
    ['a length and chunks', head('POST /api/rooms HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked'), [400]],
    ['a body of 10 MB', `${head('POST /api/rooms HTTP/1.1', 'Content-Length: 10000000')}x`, [413]],
    ['a host that is none', 'POST /api/rooms HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', [400]],
    ['XML for a room', `${head('POST /api/rooms HTTP/1.1', 'Content-Type: text/xml', 'Content-Length: 3')}<a>`, [201]],
    ['an upgrade to something else', head('GET /ws HTTP/1.1', 'Upgrade: h2c').replace('close', 'Upgrade'), [403, 404]],
    [
      'an upgrade without a key',
      head('GET /ws HTTP/1.1', 'Upgrade: websocket', 'Origin: http://localhost').replace('close', 'Upgrade'),
      [400],
    ],
  ])('with %s gets its answer, and the server lives', async (_, text, statuses) => {
    expect(statuses).toContain(await statusOf(text));
    expect((await fetch(`${server.base}/healthz`)).status).toBe(200);
  });
});
