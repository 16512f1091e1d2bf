import { describe, expect, it } from 'vitest';
import type { AddressQuestion } from './judgeAddress.ts';
import { judgeAddress } from './judgeAddress.ts';
import { judgeClock } from './judgeClock.ts';
import { checkRelays, parseRelay } from './checkRelays.ts';
import { checkWorker } from './checkWorker.ts';
import { finder } from './Finding.ts';
import { toJson, toText } from './report.ts';

describe('the address that browsers are told', () => {
  const usual: AddressQuestion = {
    listenIp: '127.0.0.1',
    announced: undefined,
    host: '127.0.0.1',
    publicUrl: undefined,
    own: ['127.0.0.1', '192.0.2.10', '10.0.0.5'],
  };
  const announce = (address: string, ...resolved: string[]) => ({ announced: { address, resolved } });

  it.each<[string, Partial<AddressQuestion>, string[]]>([
    ['this machine for this machine', {}, ['ok']],
    ['this machine for everybody', { host: '0.0.0.0' }, ['problem']],
    ['this machine behind a proxy', { publicUrl: 'https://meet.example.org' }, ['problem']],
    ['this machine at a local name', { publicUrl: 'http://localhost:8080' }, ['ok']],
    ['one of the local network', { listenIp: '10.0.0.5', host: '0.0.0.0' }, ['note']],
    ['one of this machine', { listenIp: '0.0.0.0', ...announce('192.0.2.10', '192.0.2.10') }, ['ok']],
    ['one of the router', { listenIp: '0.0.0.0', ...announce('203.0.113.7', '203.0.113.7') }, ['note']],
    ['a name that stands for nothing', { listenIp: '0.0.0.0', ...announce('no.example.org') }, ['problem']],
    ['to listen where this machine is not', { listenIp: '192.0.2.99' }, ['problem', 'note']],
  ])('is judged: %s', (_, question, levels) => {
    const findings = judgeAddress({ ...usual, ...question });
    expect(findings.map(({ level }) => level)).toEqual(levels);
    for (const { level, cure } of findings) expect(level === 'problem' && cure === undefined).toBe(false);
  });
});

it('a clock is wrong before the day on which it all was made', () => {
  const levelAt = (nowMs: number, isSynchronised?: boolean) =>
    judgeClock({ nowMs, builtAtMs: 1_000, isSynchronised }).level;
  expect([levelAt(999), levelAt(1_000), levelAt(2_000, false), levelAt(2_000, true)]).toEqual([
    'problem',
    'ok',
    'note',
    'ok',
  ]);
});

it('relays are asked where their addresses say, with credentials that are still good', async () => {
  expect(parseRelay('turn:turn.example.org')).toEqual({ host: 'turn.example.org', port: 3478, transport: 'udp' });
  expect(parseRelay('turn:[2001:db8::1]:80?transport=tcp')).toEqual({
    host: '2001:db8::1',
    port: 80,
    transport: 'tcp',
  });
  expect(parseRelay('turns:turn.example.org')).toMatchObject({ port: 5349, transport: 'tls' });
  const asked: string[] = [];
  const findings = await checkRelays({
    urls: ['turn:a', 'turn:b'],
    secret: 'secret',
    nowMs: 1_000_000,
    ask: async ({ host }, { username }) => {
      asked.push(username);
      return host === 'a' ? { outcome: 'allocated', tookMs: 5 } : { outcome: 'refused', code: 401, reason: 'no' };
    },
  });
  expect(asked).toEqual(['1600:doctor', '1600:doctor']);
  expect(findings).toMatchObject([{ level: 'ok' }, { level: 'problem', cure: expect.stringContaining('TURN_SECRET') }]);
});

it('a worker is the one that is named, else the one that is kept; none is a problem', async () => {
  const line = 'mediasoup worker 3: kept (tier 2)';
  expect(await checkWorker(async () => ({ line, bin: '/w' }))).toMatchObject({ bin: '/w', finding: { level: 'ok' } });
  const published = await checkWorker(async () => ({ line: `${line}, as mediasoup publishes it`, bin: '/w' }));
  expect(published).toMatchObject({ bin: '/w', finding: { level: 'note', cure: expect.stringContaining('--tier 4') } });
  const missing = await checkWorker((tier) => Promise.reject(new Error(`nothing in tier ${tier}.`)));
  expect(missing.finding).toMatchObject({ level: 'problem', text: expect.stringContaining('nothing in tier 2.') });
  const wrong = await checkWorker((tier) =>
    tier === 1 ? Promise.reject(new Error('MEDIASOUP_WORKER_BIN names a fault')) : Promise.resolve({ line, bin: '/w' }),
  );
  expect(wrong).toMatchObject({ finding: { level: 'problem' } });
  expect(wrong.bin).toBeUndefined();
});

it('a report has a line for each finding, its cure beneath, and the sum', () => {
  const { ok, problem } = finder('ports');
  const findings = [ok('Fine.'), problem('Taken.', 'Free it.')];
  expect(toText(findings)).toBe('✓ ports       Fine.\n✗ ports       Taken.\n              → Free it.\n\n1 problem.');
  expect(JSON.parse(toJson(findings))).toEqual({ ok: false, findings });
  expect(JSON.parse(toJson([ok('Fine.')]))).toMatchObject({ ok: true });
});
