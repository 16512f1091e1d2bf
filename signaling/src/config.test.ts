import { describe, expect, it } from 'vitest';
import { parseConfig, toBlockList } from './config.ts';

const SECRET = 'a-secret-of-at-least-thirty-two-bytes';
const minimal = { SFU_URL: 'ws://127.0.0.1:8090', SFU_SECRET: SECRET };
const noFiles = (path: string): string => {
  throw Object.assign(new Error(path), { code: 'ENOENT' });
};
const faultsOf = (env: Record<string, string>, readFile = noFiles) => {
  const parsed = parseConfig(env, readFile);
  return parsed.ok ? [] : parsed.faults;
};

describe('parseConfig', () => {
  it('has the documented defaults', () => {
    expect(parseConfig(minimal, noFiles)).toEqual({
      ok: true,
      config: {
        port: 8080,
        host: '127.0.0.1',
        publicUrl: undefined,
        allowedOrigins: [],
        embedOrigins: [],
        trustedProxies: [],
        limits: { maxSockets: 10_000, maxSocketsPerAddress: 500, maxRooms: 2_000 },
        standbyPeers: 6,
        logLevel: 'info',
        iceServers: [],
        turn: undefined,
        jwtSecret: undefined,
        requiresToken: false,
        apiKey: undefined,
        tls: undefined,
        sfuUrls: ['ws://127.0.0.1:8090/'],
        sfuSecret: SECRET,
        webRoot: undefined,
        segmentationModel: undefined,
      },
    });
  });

  it('reads lists, addresses and secrets in files', () => {
    const parsed = parseConfig(
      {
        ...minimal,
        SFU_SECRET: '',
        SFU_SECRET_FILE: '/run/secret',
        PUBLIC_URL: 'https://meet.example.org/',
        ALLOWED_ORIGINS: 'https://a.example.org, http://b.example.org:81',
        EMBED_ORIGINS: 'https://school.example.org/',
        TRUST_PROXY: 'loopback,10.0.0.0/8',
        STUN_URLS: 'stun:stun.example.org:3478',
        TURN_URLS: 'turn:turn.example.org',
        TURN_SECRET: 'shared',
        LOG_LEVEL: 'WARN',
        MAX_SOCKETS_PER_ADDRESS: '20',
      },
      (path) => (path === '/run/secret' ? `${SECRET}\n` : noFiles(path)),
    );
    expect(parsed).toMatchObject({
      ok: true,
      config: {
        sfuSecret: SECRET,
        publicUrl: 'https://meet.example.org',
        allowedOrigins: ['https://a.example.org', 'http://b.example.org:81'],
        embedOrigins: ['https://school.example.org'],
        trustedProxies: ['127.0.0.0/8', '::1', '10.0.0.0/8'],
        iceServers: [{ urls: ['stun:stun.example.org:3478'] }],
        turn: { urls: ['turn:turn.example.org'], secret: 'shared' },
        logLevel: 'warn',
        limits: { maxSockets: 10_000, maxSocketsPerAddress: 20, maxRooms: 2_000 },
      },
    });
  });

  it('names every fault at once, each with its variable, none with a secret', () => {
    const env = {
      PORT: '80800',
      PUBLIC_URL: 'https://meet.example.org/path',
      ALLOWED_ORIGINS: 'meet.example.org',
      TRUST_PROXY: 'everyone',
      LOG_LEVEL: 'loud',
      MAX_SOCKETS: '0',
      MAX_SOCKETS_PER_ADDRESS: 'many',
      MAX_ROOMS: '1.5',
      STANDBY_PEERS: '2',
      STUN_URLS: 'http://stun',
      TURN_URLS: 'turn:turn.example.org',
      JWT_SECRET: 'short-secret',
      API_KEY: 'short-secret-key',
      TLS_CERT: '/no/cert.pem',
      SFU_URL: 'http://127.0.0.1, ws://10.0.0.2:8090',
      SFU_SECRET: 'another-short-one',
    };
    const faults = faultsOf(env);
    for (const name of Object.keys(env)) expect(faults.join('\n')).toContain(name);
    expect(faults.join('\n')).not.toMatch(/short-secret|another-short-one/);
  });

  it('takes a model of the right format only', () => {
    const parse = (content: string) => parseConfig({ ...minimal, SEGMENTATION_MODEL: '/m.tflite' }, () => content);
    expect(parse('\u0020\0\0\0TFL3rest')).toMatchObject({ ok: true, config: { segmentationModel: '/m.tflite' } });
    expect(parse('PK\u0003\u0004 something else')).toMatchObject({
      faults: [expect.stringContaining('SEGMENTATION_MODEL is no TensorFlow Lite model')],
    });
    expect(faultsOf({ ...minimal, SEGMENTATION_MODEL: '/none' })[0]).toMatch(/^SEGMENTATION_MODEL: the file \/none/);
  });

  it('takes several sfus, each once', () => {
    const urls = 'ws://10.0.0.2:8090, wss://10.0.0.3';
    expect(parseConfig({ ...minimal, SFU_URL: urls }, noFiles)).toMatchObject({
      config: { sfuUrls: ['ws://10.0.0.2:8090/', 'wss://10.0.0.3/'] },
    });
    expect(faultsOf({ ...minimal, SFU_URL: 'ws://10.0.0.2:8090,ws://10.0.0.2:8090/' }).join()).toContain('twice');
  });

  it('never opens silently what was asked to be locked', () => {
    expect(faultsOf({ ...minimal, REQUIRE_TOKEN: 'true' }).join()).toContain('REQUIRE_TOKEN=true without JWT_SECRET');
    expect(faultsOf({ ...minimal, REQUIRE_TOKEN: 'yes' }).join()).toContain('REQUIRE_TOKEN');
    expect(faultsOf({ ...minimal, REQUIRE_TOKEN: 'false', JWT_SECRET: SECRET })).toEqual([]);
    expect(parseConfig({ ...minimal, REQUIRE_TOKEN: 'true', JWT_SECRET: SECRET }, noFiles)).toMatchObject({
      config: { requiresToken: true, jwtSecret: SECRET },
    });
  });

  it.each([
    ['only one of the two', { TLS_CERT: '/cert' }, 'TLS_KEY'],
    ['a file that is no certificate', { TLS_CERT: '/cert', TLS_KEY: '/cert' }, 'PEM'],
    ['a file that cannot be read', { TLS_CERT: '/none', TLS_KEY: '/cert' }, 'ENOENT'],
  ])('refuses TLS with %s', (_, env, words) => {
    const faults = faultsOf({ ...minimal, ...env }, (path) => (path === '/cert' ? 'nonsense' : noFiles(path)));
    expect(faults.join('\n')).toContain(words);
  });

  it('refuses a secret given twice and an empty secret file', () => {
    expect(faultsOf({ ...minimal, SFU_SECRET_FILE: '/x' }, () => SECRET).join()).toContain('both set');
    expect(faultsOf({ ...minimal, SFU_SECRET: '', SFU_SECRET_FILE: '/x' }, () => '\n').join()).toContain('empty file');
  });
});

describe('toBlockList', () => {
  it('knows addresses and subnets of both families', () => {
    const list = toBlockList(['127.0.0.0/8', '::1', '192.0.2.7']);
    expect(list.check('127.0.0.9')).toBe(true);
    expect(list.check('::1', 'ipv6')).toBe(true);
    expect(list.check('192.0.2.8')).toBe(false);
  });
});
