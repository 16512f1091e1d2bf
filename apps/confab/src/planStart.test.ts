import { describe, expect, it } from 'vitest';
import { planStart } from './planStart.ts';

const secret = 'x'.repeat(43);

function readFile(path: string): string {
  if (path === '/site/index.html') return '<!doctype html>';
  throw Object.assign(new Error('not there'), { code: 'ENOENT' });
}

const plan = (env: Record<string, string>) => planStart({ env, readFile, newSecret: () => secret, webRoot: '/site' });

function planned(env: Record<string, string>) {
  const result = plan(env);
  if (!result.ok) expect.fail(result.faults.join('\n'));
  return result.plan;
}

describe('planStart', () => {
  it('makes a secret that both share, and any free control port', () => {
    const { sfuEnv, signalingEnv, listening, notes } = planned({});
    expect(sfuEnv(undefined)).toEqual({ SFU_SECRET: secret, SFU_PORT: '0' });
    expect(signalingEnv({ controlPort: 4000, httpPort: undefined })).toEqual({
      SFU_SECRET: secret,
      SFU_URL: 'ws://127.0.0.1:4000',
      WEB_ROOT: '/site',
    });
    expect(listening).toEqual({ host: '127.0.0.1', publicUrl: undefined, isTls: false });
    expect(notes).toEqual([]);
  });

  it('keeps the ports of the first start', () => {
    const { sfuEnv, signalingEnv } = planned({ PORT: '0', SFU_PORT: '8090' });
    expect(sfuEnv(undefined)['SFU_PORT']).toBe('8090');
    expect(sfuEnv(4000)['SFU_PORT']).toBe('4000');
    expect(signalingEnv({ controlPort: 4000, httpPort: 8123 })['PORT']).toBe('8123');
  });

  it("takes the user's secret", () => {
    const own = 'y'.repeat(32);
    expect(planned({ SFU_SECRET: own }).sfuEnv(undefined)['SFU_SECRET']).toBe(own);
  });

  it('hands the sfu no secret of signaling', () => {
    const { sfuEnv } = planned({
      JWT_SECRET: secret,
      API_KEY: secret,
      TURN_URLS: 'turn:t.example.org',
      TURN_SECRET: 'abc',
    });
    expect(Object.keys(sfuEnv(1)).sort()).toEqual(['SFU_PORT', 'SFU_SECRET', 'TURN_URLS']);
  });

  it('lists everything that is wrong, once, whichever process reads it', () => {
    const result = plan({
      PORT: 'http',
      LOG_LEVEL: 'loud',
      SFU_SECRET: 'short',
      MEDIASOUP_PORT: '-1',
      TLS_CERT: '/nowhere.pem',
    });
    const faults = result.ok ? [] : result.faults;
    const variables = new Set(faults.map((fault) => /^\w+/.exec(fault)?.[0]));
    expect(variables).toEqual(new Set(['LOG_LEVEL', 'MEDIASOUP_PORT', 'PORT', 'SFU_SECRET', 'TLS_CERT']));
    expect(faults.filter((fault) => fault.startsWith('LOG_LEVEL'))).toHaveLength(1);
    expect(faults.join('\n')).toContain('/nowhere.pem');
  });

  it('says when the web app is missing', () => {
    expect(planStart({ env: {}, readFile, newSecret: () => secret, webRoot: '/empty' })).toEqual({
      ok: false,
      faults: ['The web app is not built yet: run "npm start" once, or "npm run build".'],
    });
    expect(plan({ WEB_ROOT: '/empty' })).toMatchObject({ ok: false, faults: [expect.stringMatching(/^WEB_ROOT /)] });
  });

  it('does not follow SFU_URL in silence', () => {
    const { notes, signalingEnv } = planned({ SFU_URL: 'ws://elsewhere:8090' });
    expect(notes).toEqual(['SFU_URL is not used: "confab start" runs an sfu of its own.']);
    expect(signalingEnv({ controlPort: 1, httpPort: 1 })['SFU_URL']).toBe('ws://127.0.0.1:1');
  });
});
