import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { askRelay } from '../src/doctor/askRelay.ts';
import { judgeCertificate } from '../src/doctor/judgeCertificate.ts';
import { RunningProgram } from './RunningProgram.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const isBuilt = ['../dist/main.js', '../../../packages/node-peer/dist/index.js'].every((file) =>
  existsSync(path(file)),
);
const folder = mkdtempSync(join(tmpdir(), 'confab-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

describe('a relay', () => {
  const secret = 'static-auth-secret';
  /** Answers as RFC 8656 has it: 401 with a nonce, then a relay for whoever knows the secret. */
  async function startRelay() {
    const socket = createSocket('udp4');
    cleanUps.push(() => socket.close());
    const types: number[] = [];
    const attribute = (type: number, value: Buffer) => {
      const head = Buffer.alloc(4);
      head.writeUInt16BE(type, 0);
      head.writeUInt16BE(value.length, 2);
      return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
    };
    const valueOf = (message: Buffer, wanted: number) => {
      for (let at = 20; at < message.length; at += 4 + Math.ceil(message.readUInt16BE(at + 2) / 4) * 4)
        if (message.readUInt16BE(at) === wanted)
          return { at, text: message.toString('utf8', at + 4, at + 4 + message.readUInt16BE(at + 2)) };
      return undefined;
    };
    socket.on('message', (message, { port }) => {
      types.push(message.readUInt16BE(0));
      const integrity = valueOf(message, 8);
      const username = valueOf(message, 6)?.text ?? '';
      const password = createHmac('sha1', secret).update(username).digest('base64');
      const key = createHash('md5').update(`${username}:confab:${password}`).digest();
      const proof = integrity && createHmac('sha1', key).update(message.subarray(0, integrity.at)).digest();
      const isProven = proof && message.subarray(integrity.at + 4).equals(proof);
      const refusal = [
        attribute(9, Buffer.from([0, 0, 4, 1])),
        attribute(20, Buffer.from('confab')),
        attribute(21, Buffer.from('nonce')),
      ];
      const body = Buffer.concat(isProven ? [attribute(22, Buffer.alloc(8))] : refusal);
      const head = Buffer.from(message.subarray(0, 20));
      head.writeUInt16BE(isProven ? 0x0103 : 0x0113, 0);
      head.writeUInt16BE(body.length, 2);
      socket.send(Buffer.concat([head, body]), port);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return { port: socket.address().port, types };
  }
  const credentialsOf = (known: string) => ({
    username: '1:doctor',
    credential: createHmac('sha1', known).update('1:doctor').digest('base64'),
  });

  it('is opened with the right secret and given back, and refused with another one', async () => {
    const { port, types } = await startRelay();
    const relay = { host: '127.0.0.1', port, transport: 'udp' } as const;
    expect(await askRelay(relay, credentialsOf(secret))).toMatchObject({ outcome: 'allocated' });
    await expect.poll(() => types).toEqual([0x0003, 0x0003, 0x0004]);
    expect(await askRelay(relay, credentialsOf('another'))).toMatchObject({ outcome: 'refused', code: 401 });
  });

  it('that is not there is silent', async () => {
    const relay = { host: '127.0.0.1', port: 1, transport: 'tcp' } as const;
    expect(await askRelay(relay, credentialsOf(secret))).toMatchObject({ outcome: 'silent' });
  });
});

it('a certificate is judged by its time and its names', ({ skip }) => {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=meet.example.org', '-addext', 'subjectAltName=DNS:meet.example.org'];
  try {
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
    execFileSync('openssl', [...args, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  } catch {
    skip('there is no openssl');
  }
  const pem = readFileSync(cert, 'utf8');
  const levels = (publicUrl: string | undefined, days: number) =>
    judgeCertificate({ cert: pem, publicUrl, nowMs: Date.now() + days * 86_400_000 }).map(({ level }) => level);
  expect(levels('https://meet.example.org', 1)).toEqual(['ok', 'ok', 'note']);
  expect(levels('https://other.example.org', 1)).toEqual(['ok', 'problem', 'note']);
  expect(levels(undefined, 20)).toEqual(['note', 'note']);
  expect(levels(undefined, 31)).toEqual(['problem', 'note']);
  expect(levels(undefined, -1)).toEqual(['problem', 'note']);
});

describe('confab doctor', () => {
  const examine = async (env: Record<string, string>) => {
    const worker = { MEDIASOUP_WORKER_BIN: process.env['MEDIASOUP_WORKER_BIN'] ?? '', MEDIASOUP_NUM_WORKERS: '1' };
    const args = [path('../bin/confab.mjs'), 'doctor', '--json'];
    const doctor = new RunningProgram({ args, env: { ...worker, ...env }, cwd: folder });
    cleanUps.push(() => doctor.kill('SIGKILL'));
    const exitCode = await doctor.exited;
    const { ok, findings } = JSON.parse(doctor.output) as {
      ok: boolean;
      findings: { check: string; level: string; text: string; cure?: string }[];
    };
    const levelOf = (check: string) => findings.filter((one) => one.check === check).map(({ level }) => level);
    return { exitCode, ok, findings, levelOf };
  };

  it('makes a call on a machine that is in order', async ({ skip }) => {
    skip(!isBuilt, 'nothing is built: npm run build');
    const { exitCode, ok, levelOf } = await examine({ PORT: '0', MEDIASOUP_PORT: '0' });
    expect(['settings', 'worker', 'ports', 'call', 'certificate'].map(levelOf)).toEqual(Array(5).fill(['ok']));
    expect([exitCode, ok]).toEqual([0, true]);
  });

  it('names each problem with its cure, and ends with 1', async ({ skip }) => {
    skip(!isBuilt, 'nothing is built: npm run build');
    const taken = createServer().listen(0, '127.0.0.1');
    cleanUps.push(() => taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { exitCode, findings, levelOf } = await examine({
      PORT: port,
      PUBLIC_URL: 'https://meet.example.org',
      MEDIASOUP_PORT: '0',
    });
    expect(exitCode).toBe(1);
    expect([levelOf('ports'), levelOf('address'), levelOf('call')]).toEqual([['problem'], ['problem'], ['note']]);
    expect(findings.find(({ check }) => check === 'ports')).toMatchObject({
      text: expect.stringContaining(`port ${port} TCP is taken`),
      cure: expect.stringContaining('PORT'),
    });
    const wrong = await examine({ PORT: 'http' });
    expect([wrong.exitCode, wrong.levelOf('settings')]).toEqual([1, ['problem']]);
  });
});
