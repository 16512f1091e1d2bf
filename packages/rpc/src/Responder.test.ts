import { ProtocolError, requests as clientRequests, sourceState } from '@confab/protocol';
import type { SourceState } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { encodeNotification, Responder } from './Responder.ts';
import type { Handlers } from './Responder.ts';
import { createSocketPair } from './testing/createSocketPair.ts';
import { FakeClock } from './testing/FakeClock.ts';

const requests = {
  toggle: { params: sourceState, result: sourceState },
  wait: clientRequests.ping,
} as const;
const notifications = { changed: sourceState };
type Tables = { requests: typeof requests; notifications: typeof notifications };

const camera = (muted: boolean): SourceState => ({ source: 'camera', muted });

function setUp(given: Partial<Handlers<Tables['requests']>> = {}, admit: (method: string) => void = () => undefined) {
  const pair = createSocketPair();
  const faults: string[] = [];
  const settled: [string, unknown][] = [];
  const responder = new Responder<Tables['requests'], Tables['notifications']>({
    socket: pair.server,
    requests,
    asker: undefined,
    handlers: { toggle: ({ source, muted }) => ({ source, muted: !muted }), wait: () => ({}), ...given },
    admit,
    onFault: (what) => void faults.push(what),
    onSettled: (method, cause) => void settled.push([method, cause]),
    clock: new FakeClock(),
  });
  const say = (frame: object | string) => {
    pair.client.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    pair.flushClient();
  };
  const ask = (method: string, params: unknown = {}, id = '1') => say({ t: 'req', id, method, params });
  const answers = () => pair.fromServer.map((text): unknown => JSON.parse(text));
  /** Every answer that is due without the world's help. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { responder, pair, faults, settled, say, ask, answers, settle };
}

/** A promise that a test keeps open. */
function createGate() {
  let open: (value: Record<string, never>) => void = () => undefined;
  const opened = new Promise<Record<string, never>>((resolve) => void (open = resolve));
  return { opened, open };
}

const success = (id: string, result: object) => ({ t: 'res', id, ok: true, result });
const failure = (id: string, code: string, message: string, retryable = false) => ({
  t: 'res',
  id,
  ok: false,
  error: { code, message, retryable },
});

describe('Responder', () => {
  it('[EN2] answers each request once, with its id', async () => {
    const { ask, answers, settled, settle } = setUp();
    ask('toggle', camera(true), 'a');
    ask('toggle', camera(false), 'b');
    await settle();
    expect(answers()).toEqual([success('a', camera(false)), success('b', camera(true))]);
    expect(settled).toEqual([
      ['toggle', undefined],
      ['toggle', undefined],
    ]);
  });

  it('[EN2] does not let a slow one hold up the next', async () => {
    const slow = createGate();
    const { ask, answers, settle } = setUp({ wait: () => slow.opened });
    ask('wait', {}, 'slow');
    ask('toggle', camera(true), 'quick');
    await settle();
    expect(answers()).toEqual([success('quick', camera(false))]);
    slow.open({});
    await settle();
    expect(answers()).toEqual([success('quick', camera(false)), success('slow', {})]);
  });

  it('[EN4] hands the handler only what the schema names', async () => {
    const seen: unknown[] = [];
    const { ask, settle } = setUp({ toggle: (params) => (seen.push(params), params) });
    ask('toggle', { ...camera(true), isAdmin: true });
    await settle();
    expect(seen).toEqual([camera(true)]);
  });

  it.each(['nothing', 'toString', '__proto__', 'constructor', 'hasOwnProperty'])(
    '[EN2] has no method %s',
    async (method) => {
      const { ask, answers, settled, settle } = setUp();
      ask(method);
      await settle();
      expect(answers()).toEqual([failure('1', 'badRequest', 'unknown method')]);
      // A stranger's word is not a label for a metric.
      expect(settled.map(([name]) => name)).toEqual(['unknown']);
    },
  );

  it.each([[{ source: 'camera', muted: 'x' }], [{}], [null], [[]], ['text'], [7]])(
    '[EN4] refuses parameters %j',
    async (params) => {
      const { ask, answers, settle } = setUp();
      ask('toggle', params);
      await settle();
      expect(answers()).toEqual([
        expect.objectContaining({ ok: false, error: expect.objectContaining({ code: 'badRequest' }) as unknown }),
      ]);
    },
  );

  it('[SE1] asks whether a method is admitted before it looks at the parameters', async () => {
    const called: string[] = [];
    const { ask, answers, settle } = setUp({ toggle: (params) => (called.push('toggle'), params) }, () => {
      throw new ProtocolError('invalidState', 'not now');
    });
    ask('toggle', 'garbage');
    await settle();
    expect(answers()).toEqual([failure('1', 'invalidState', 'not now')]);
    expect(called).toEqual([]);
  });

  it.each([
    [
      'thrown',
      () => {
        throw new ProtocolError('roomFull', 'full');
      },
    ],
    ['rejected', () => Promise.reject(new ProtocolError('roomFull', 'full'))],
  ])('[EN3] answers a %s ProtocolError as it is', async (_, wait) => {
    const { ask, answers, settle } = setUp({ wait });
    ask('wait');
    await settle();
    expect(answers()).toEqual([failure('1', 'roomFull', 'full')]);
  });

  it('[EN3] answers every other failure with internal, and keeps the cause for the log', async () => {
    const cause = new Error('ECONNREFUSED 10.0.0.1 password=hunter2');
    const { ask, answers, settled, settle } = setUp({ wait: () => Promise.reject(cause) });
    ask('wait');
    await settle();
    expect(answers()).toEqual([failure('1', 'internal', 'internal error', true)]);
    expect(settled).toEqual([['wait', cause]]);
  });

  it('[EN2] answers once although the result is no JSON', async () => {
    const unspeakable = {
      ...camera(true),
      toJSON() {
        throw new TypeError('no words');
      },
    };
    const { ask, answers, settle } = setUp({ toggle: () => unspeakable });
    ask('toggle', camera(true));
    await settle();
    expect(answers()).toEqual([failure('1', 'internal', 'internal error', true)]);
  });

  it('says nothing into a socket that closed meanwhile', async () => {
    const slow = createGate();
    const { ask, answers, pair, settled, settle } = setUp({ wait: () => slow.opened });
    ask('wait');
    pair.client.close(1000, 'bye');
    slow.open({});
    await settle();
    expect(answers()).toEqual([]);
    expect(settled).toEqual([['wait', undefined]]);
  });

  it.each([
    'garbage',
    '',
    '{}',
    '{"t":"res","id":"1","ok":true,"result":{}}',
    '{"t":"ntf","name":"changed","data":{}}',
  ])('[EN1] reports %j and answers nothing', async (text) => {
    const { say, answers, faults, settle } = setUp();
    say(text);
    await settle();
    expect(faults).toEqual(['not a request']);
    expect(answers()).toEqual([]);
  });

  it('notifies, also with what was serialised once for many', () => {
    const { responder, answers } = setUp();
    responder.notify('changed', camera(true));
    responder.sendEncoded(encodeNotification<Tables['notifications'], 'changed'>('changed', camera(false), 7));
    expect(answers()).toEqual([
      { t: 'ntf', name: 'changed', data: camera(true) },
      { t: 'ntf', seq: 7, name: 'changed', data: camera(false) },
    ]);
  });
});
