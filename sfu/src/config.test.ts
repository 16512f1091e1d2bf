import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const secret = 'a-secret-of-at-least-32-bytes-for-tests';
const files: Record<string, string> = { '/run/secrets/sfu': `${secret}\n`, '/run/secrets/short': 'hunter2' };
const readFile = (path: string) => {
  const content = files[path];
  if (content === undefined) throw new Error('ENOENT');
  return content;
};
const parse = (env: Record<string, string>) => parseConfig({ SFU_SECRET: secret, ...env }, readFile);
const faultsOf = (env: Record<string, string>) => {
  const parsed = parse(env);
  return parsed.ok ? [] : parsed.faults;
};

describe('parseConfig', () => {
  it('needs nothing but the secret', () => {
    expect(parse({})).toEqual({
      ok: true,
      config: {
        host: '127.0.0.1',
        port: 8090,
        secret,
        logLevel: 'info',
        media: {
          listen: [{ ip: '127.0.0.1' }],
          port: 44_444,
          workers: availableParallelism(),
          roomPeersPerWorker: 30,
          loudestMicrophones: 5,
        },
      },
    });
  });

  it('takes every variable', () => {
    const env = {
      SFU_HOST: '0.0.0.0',
      SFU_PORT: '0',
      LOG_LEVEL: 'debug',
      MEDIASOUP_LISTEN_IP: '0.0.0.0',
      MEDIASOUP_ANNOUNCED_ADDRESS: 'call.example.org',
      MEDIASOUP_PORT: '40000',
      MEDIASOUP_NUM_WORKERS: '3',
      LOUDEST_MICROPHONES: '7',
      MEDIASOUP_ROOM_PEERS_PER_WORKER: '12',
      MEDIASOUP_WORKER_BIN: '/opt/mediasoup-worker',
    };
    expect(parse(env)).toEqual({
      ok: true,
      config: {
        host: '0.0.0.0',
        port: 0,
        secret,
        logLevel: 'debug',
        media: {
          listen: [{ ip: '0.0.0.0', announced: 'call.example.org' }],
          port: 40_000,
          workers: 3,
          loudestMicrophones: 7,
          roomPeersPerWorker: 12,
          workerBin: '/opt/mediasoup-worker',
        },
      },
    });
  });

  it('takes several addresses, each with its own to announce', () => {
    const env = {
      MEDIASOUP_LISTEN_IP: '10.0.0.5, 2001:db8::5',
      MEDIASOUP_ANNOUNCED_ADDRESS: '203.0.113.7,2001:db8::5',
    };
    const listen = [
      { ip: '10.0.0.5', announced: '203.0.113.7' },
      { ip: '2001:db8::5', announced: '2001:db8::5' },
    ];
    expect(parse(env)).toMatchObject({ ok: true, config: { media: { listen } } });
    expect(parse({ MEDIASOUP_LISTEN_IP: '10.0.0.5,192.168.1.5' })).toMatchObject({
      ok: true,
      config: { media: { listen: [{ ip: '10.0.0.5' }, { ip: '192.168.1.5' }] } },
    });
  });

  it('takes the secret from a file', () => {
    const parsed = parseConfig({ SFU_SECRET_FILE: '/run/secrets/sfu' }, readFile);
    expect(parsed).toMatchObject({ ok: true, config: { secret } });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(parse({ SFU_PORT: '', MEDIASOUP_ANNOUNCED_ADDRESS: '', SFU_SECRET_FILE: '' })).toMatchObject({
      ok: true,
      config: { port: 8090 },
    });
  });

  it.each([
    ['SFU_PORT', { SFU_PORT: '65536' }],
    ['SFU_PORT', { SFU_PORT: '-1' }],
    ['SFU_PORT', { SFU_PORT: '80.5' }],
    ['SFU_PORT', { SFU_PORT: '0x50' }],
    ['MEDIASOUP_ROOM_PEERS_PER_WORKER', { MEDIASOUP_ROOM_PEERS_PER_WORKER: '0' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'toString' }],
    ['MEDIASOUP_LISTEN_IP', { MEDIASOUP_LISTEN_IP: 'localhost' }],
    ['MEDIASOUP_LISTEN_IP', { MEDIASOUP_LISTEN_IP: '127.0.0.1,' }],
    ['MEDIASOUP_LISTEN_IP', { MEDIASOUP_LISTEN_IP: '127.0.0.1, 127.0.0.1' }],
    ['MEDIASOUP_LISTEN_IP', { MEDIASOUP_LISTEN_IP: '0.0.0.0,::1', MEDIASOUP_ANNOUNCED_ADDRESS: 'a.example,::1' }],
    ['MEDIASOUP_ANNOUNCED_ADDRESS', { MEDIASOUP_ANNOUNCED_ADDRESS: '203.0.113.7,203.0.113.8' }],
    ['MEDIASOUP_ANNOUNCED_ADDRESS', { MEDIASOUP_LISTEN_IP: '0.0.0.0' }],
    ['MEDIASOUP_ANNOUNCED_ADDRESS', { MEDIASOUP_LISTEN_IP: '::' }],
    ['MEDIASOUP_ANNOUNCED_ADDRESS', { MEDIASOUP_ANNOUNCED_ADDRESS: 'https://call.example.org' }],
    ['MEDIASOUP_ANNOUNCED_ADDRESS', { MEDIASOUP_ANNOUNCED_ADDRESS: 'call.example.org:443' }],
    ['MEDIASOUP_ANNOUNCED_ADDRESS', { MEDIASOUP_ANNOUNCED_ADDRESS: '203.0.113' }],
    ['MEDIASOUP_ANNOUNCED_ADDRESS', { MEDIASOUP_ANNOUNCED_ADDRESS: '0.0.0.0' }],
    ['MEDIASOUP_PORT', { MEDIASOUP_PORT: 'many' }],
    ['MEDIASOUP_PORT', { MEDIASOUP_PORT: '65535', MEDIASOUP_NUM_WORKERS: '2' }],
    ['MEDIASOUP_NUM_WORKERS', { MEDIASOUP_NUM_WORKERS: '0' }],
    ['MEDIASOUP_NUM_WORKERS', { MEDIASOUP_NUM_WORKERS: 'all' }],
    ['LOUDEST_MICROPHONES', { LOUDEST_MICROPHONES: '0' }],
    ['SFU_SECRET', { SFU_SECRET: '' }],
    ['SFU_SECRET', { SFU_SECRET: 'hunter2' }],
    ['SFU_SECRET', { SFU_SECRET_FILE: '/run/secrets/sfu' }],
    ['SFU_SECRET', { SFU_SECRET: '', SFU_SECRET_FILE: '/run/secrets/short' }],
    ['SFU_SECRET_FILE', { SFU_SECRET: '', SFU_SECRET_FILE: '/run/secrets/none' }],
  ])('refuses a wrong %s: %j', (name, env) => {
    const faults = faultsOf(env);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(name);
    // What is wrong, and what to do about it.
    expect(faults[0]).toMatch(/: [^:]+\.$/);
  });

  it('takes the highest ports that hold all workers', () => {
    expect(faultsOf({ MEDIASOUP_PORT: '65534', MEDIASOUP_NUM_WORKERS: '2' })).toEqual([]);
  });

  it('names every fault at once, and no secret', () => {
    const faults = faultsOf({
      SFU_SECRET: 'hunter2',
      SFU_PORT: 'a',
      LOG_LEVEL: 'b',
      MEDIASOUP_LISTEN_IP: 'c',
      MEDIASOUP_ANNOUNCED_ADDRESS: 'd/',
      MEDIASOUP_PORT: 'e',
      MEDIASOUP_NUM_WORKERS: 'f',
    });
    expect(faults).toHaveLength(7);
    expect(faults.join('\n')).not.toContain('hunter2');
  });
});
