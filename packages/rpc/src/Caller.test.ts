import { notifications, parseAs, peerId, ProtocolError, requests } from '@confab/protocol';
import type { NotificationOf, Notifications } from '@confab/protocol';
import { describe, expect, it } from 'vitest';
import { Caller } from './Caller.ts';
import { createSocketPair } from './testing/createSocketPair.ts';
import { FakeClock } from './testing/FakeClock.ts';

const ada = parseAs(peerId, '01932f3a-0000-7000-8000-000000000001');
const DEADLINE_MS = 5_000;

function setUp() {
  const clock = new FakeClock();
  const pair = createSocketPair();
  const heard: NotificationOf<Notifications>[] = [];
  const faults: string[] = [];
  const closings: [number, string][] = [];
  const caller = new Caller({
    socket: pair.client,
    clock,
    requests,
    notifications,
    deadlineMs: DEADLINE_MS,
    onNotification: (notification) => void heard.push(notification),
    onFault: (what) => void faults.push(what),
    onClosed: (code, reason) => void closings.push([code, reason]),
  });
  /** What a server would say, word by word. */
  const say = (frame: object | string) => {
    pair.server.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    pair.flushServer();
  };
  const answer = (id: string, result: unknown = {}) => say({ t: 'res', id, ok: true, result });
  return { caller, clock, pair, heard, faults, closings, say, answer };
}

describe('Caller', () => {
  it('asks in one frame and takes the answer', async () => {
    const { caller, clock, pair, answer } = setUp();
    const call = caller.call('closeSource', { source: 'camera' });
    expect(pair.fromClient).toEqual(['{"t":"req","id":"1","method":"closeSource","params":{"source":"camera"}}']);
    answer('1');
    await expect(call).resolves.toEqual({});
    expect(clock.pending).toBe(0);
  });

  it('gives each question its own answer, in whatever order they come', async () => {
    const { caller, answer } = setUp();
    const restarts = ['a', 'b'].map((transportId) =>
      caller.call('restartIce', { transportId: parseAs(requests.restartIce.params.shape.transportId, transportId) }),
    );
    const of = (password: string) => ({ iceParameters: { usernameFragment: 'u', password } });
    answer('2', of('second'));
    answer('1', of('first'));
    await expect(Promise.all(restarts)).resolves.toEqual([of('first'), of('second')]);
  });

  it('takes the first of two answers', async () => {
    const { caller, clock, faults, say, answer } = setUp();
    const call = caller.call('ping', {});
    answer('1');
    say({ t: 'res', id: '1', ok: false, error: { code: 'forbidden', message: 'no', retryable: false } });
    answer('1', 'not even a result');
    await expect(call).resolves.toEqual({});
    expect(faults).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('[EN3] fails with the error of the other end', async () => {
    const { caller, say } = setUp();
    const call = caller.call('ping', {});
    say({ t: 'res', id: '1', ok: false, error: { code: 'roomFull', message: 'full', retryable: false } });
    await expect(call).rejects.toEqual(new ProtocolError('roomFull', 'full'));
    await expect(call).rejects.toMatchObject({ code: 'roomFull' });
  });

  it('[EN7] fails at its deadline, not before, and a late answer changes nothing', async () => {
    const { caller, clock, faults, answer } = setUp();
    const outcomes: string[] = [];
    const call = caller.call('ping', {}).then(
      () => outcomes.push('answered'),
      (error: ProtocolError) => outcomes.push(error.code),
    );
    clock.advance(DEADLINE_MS - 1);
    await Promise.resolve();
    expect(outcomes).toEqual([]);
    clock.advance(1);
    answer('1');
    await call;
    expect(outcomes).toEqual(['deadlineExceeded']);
    expect(faults).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('[EN7] fails every open call when the socket is cut, before it says that it is closed', async () => {
    const { caller, clock, pair, closings } = setUp();
    const calls = [caller.call('ping', {}), caller.call('leave', {})].map((call) =>
      call.catch((error: ProtocolError) => error.code),
    );
    pair.server.close(1001, 'restart');
    expect(clock.pending).toBe(0);
    expect(closings).toEqual([[1001, 'restart']]);
    await expect(Promise.all(calls)).resolves.toEqual(['unavailable', 'unavailable']);
  });

  it('[EN7] fails calls after the end at once and sends nothing', async () => {
    const { caller, clock, pair } = setUp();
    caller.close(1000, 'bye');
    await expect(caller.call('ping', {})).rejects.toMatchObject({ code: 'unavailable' });
    expect(pair.fromClient).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('tells of its end once, however often and by whomever it is closed', () => {
    const { caller, pair, closings } = setUp();
    caller.close(1000, 'bye');
    caller.close(1001, 'again');
    pair.server.close(1001, 'late');
    expect(closings).toEqual([[1000, 'bye']]);
  });

  it('hears nothing after its end', () => {
    const { caller, pair, heard, faults } = setUp();
    pair.server.send('garbage');
    pair.server.send(JSON.stringify({ t: 'ntf', name: 'mediaLost', data: {} }));
    caller.close(1000, 'bye');
    pair.flushServer();
    expect([heard, faults]).toEqual([[], []]);
  });

  it('calls an answer that breaks the contract the other end’s fault, also towards whoever asked', async () => {
    const { caller, clock, faults, answer } = setUp();
    const call = caller.call('restartIce', { transportId: parseAs(requests.restartIce.params.shape.transportId, 'a') });
    answer('1', { iceParameters: { usernameFragment: 7 } });
    await expect(call).rejects.toMatchObject({ code: 'internal', message: 'bad answer to restartIce' });
    expect(faults).toEqual(['bad answer to restartIce']);
    expect(clock.pending).toBe(0);
  });

  it('[EN4] drops from an answer what the contract does not name', async () => {
    const { caller, answer } = setUp();
    const call = caller.call('ping', {});
    answer('1', { extra: true });
    await expect(call).resolves.toEqual({});
  });

  it('hands on notifications in their order, with their number', () => {
    const { heard, say } = setUp();
    say({ t: 'ntf', seq: 4, name: 'peerDisconnected', data: { peerId: ada, extra: 1 } });
    say({ t: 'ntf', name: 'mediaLost', data: {} });
    expect(heard).toEqual([
      { name: 'peerDisconnected', seq: 4, data: { peerId: ada } },
      { name: 'mediaLost', seq: undefined, data: {} },
    ]);
  });

  it.each(['recordingStarted', 'toString', '__proto__', 'constructor'])('[EN5] ignores notification %s', (name) => {
    const { heard, faults, say } = setUp();
    say({ t: 'ntf', name, data: {} });
    expect([heard, faults]).toEqual([[], []]);
  });

  it('[EN5] drops and reports a notification that breaks its schema, and goes on', () => {
    const { heard, faults, say } = setUp();
    say({ t: 'ntf', seq: 1, name: 'peerDisconnected', data: { peerId: 'somebody' } });
    say({ t: 'ntf', seq: 2, name: 'peerDisconnected', data: { peerId: ada } });
    expect(faults).toEqual(['bad peerDisconnected']);
    expect(heard.map(({ seq }) => seq)).toEqual([2]);
  });

  it.each([
    'garbage',
    '{}',
    '{"t":"req","id":"1","method":"ping","params":{}}',
    `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  ])('[EN1] reports %.60s and leaves open calls alone', async (text) => {
    const { caller, faults, say, answer } = setUp();
    const call = caller.call('ping', {});
    say(text);
    expect(faults).toEqual(['not a response or notification']);
    answer('1');
    await expect(call).resolves.toEqual({});
  });
});
