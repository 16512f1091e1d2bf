import { describe, expect, it } from 'vitest';
import { parseAs } from './contract.ts';
import { loggedEvent, roomEvents } from './events.ts';
import { peerId, roomId } from './ids.ts';
import { MAX_CONSUMERS_PER_REQUEST } from './limits.ts';
import { moderationRequests } from './moderation.ts';
import { requests } from './requests.ts';

const ada = '01932f3a-0000-7000-8000-000000000001';

describe('requests', () => {
  it('[SE1] only these are for those without a seat', () => {
    const lobby = Object.entries(requests).filter(([, { allowedIn }]) =>
      allowedIn.some((state) => state === 'awaitingJoin'),
    );
    expect(lobby.map(([method]) => method)).toEqual(['ping', 'join', 'look', 'knock', 'resume', 'warmUp']);
  });

  it('[WA1] who waits may do nothing but wait', () => {
    const waiting = Object.entries(requests).filter(([, { allowedIn }]) =>
      allowedIn.some((state) => state === 'waiting'),
    );
    expect(waiting.map(([method]) => method)).toEqual(['ping']);
  });

  it('[MO1] moderation is for hosts, all of it', () => {
    for (const { needs, allowedIn } of Object.values(moderationRequests))
      expect([needs, allowedIn]).toEqual(['moderate', ['joined']]);
  });

  it('[SE1] nobody joins twice', () => {
    expect(requests.join.allowedIn).toEqual(['awaitingJoin', 'lobby']);
    expect(requests.resume.allowedIn).toEqual(['awaitingJoin']);
  });

  it('[EN6] no request of one who has joined carries who it is from', () => {
    const claims = { peerId: ada, from: ada, sender: ada, displayName: 'Somebody else' };
    expect(parseAs(requests.setMuted.params, { source: 'microphone', muted: true, ...claims })).toEqual({
      source: 'microphone',
      muted: true,
    });
    expect(parseAs(requests.closeSource.params, { source: 'camera', ...claims })).toEqual({ source: 'camera' });
    expect(parseAs(requests.leave.params, claims)).toEqual({});
  });

  it('[MU7] there is no way to name whose microphone is unmuted', () => {
    expect(Object.keys(requests.setMuted.params.def.shape)).toEqual(['source', 'muted']);
  });

  it.each([
    ['screen-share', true],
    ['__proto__', true],
    ['microphone', 'true'],
    ['microphone', 1],
    ['microphone', null],
    [['microphone'], true],
  ])('[EN4] setMuted refuses %j, %j', (source, muted) => {
    expect(() => parseAs(requests.setMuted.params, { source, muted })).toThrow('bad value');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53 + 2, 1.5, '1', null])(
    '[EN4] join refuses protocol version %s',
    (protocolVersion) => {
      expect(() => parseAs(requests.join.params, { protocolVersion, roomId: 'r', displayName: 'Ada' })).toThrow(
        'protocolVersion',
      );
    },
  );

  it('[EN4] bounds how many consumers one request names', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);
    expect(parseAs(requests.resumeConsumers.params, { consumerIds: ids(MAX_CONSUMERS_PER_REQUEST) })).toBeDefined();
    expect(() =>
      parseAs(requests.resumeConsumers.params, { consumerIds: ids(MAX_CONSUMERS_PER_REQUEST + 1) }),
    ).toThrow();
    expect(() => parseAs(requests.resumeConsumers.params, { consumerIds: [] })).toThrow();
  });

  it.each(['a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}=`, `${'a'.repeat(42)}\n`, ''])(
    '[ST5] %j is no resume secret',
    (resumeSecret) => {
      const resume = { protocolVersion: 1, roomId: 'r', peerId: ada, resumeSecret, lastSeq: 0, mediaEpoch: 1 };
      expect(() => parseAs(requests.resume.params, resume)).toThrow('bad value at resumeSecret');
    },
  );
});

describe('ids', () => {
  it.each(['', 'a b', '../etc', 'ä', 'a\n', 'x'.repeat(65), 'a/b', '%2e'])('%j is no room', (id) => {
    expect(() => parseAs(roomId, id)).toThrow();
  });

  it.each(['__proto__', 'constructor', 'toString'])('%j could be a room: registries are Maps', (id) => {
    expect(parseAs(roomId, id)).toBe(id);
  });

  it.each(['', '__proto__', 'constructor', ada.slice(1), `${ada}0`, `${ada}\n`])('%j is no peer', (id) => {
    expect(() => parseAs(peerId, id)).toThrow();
  });
});

it('[EV1] every room event can stand in the log', () => {
  const inLog = loggedEvent.def.options.map((option) => [...(option._zod.propValues?.['name'] ?? [])]).flat();
  expect(inLog).toEqual(Object.keys(roomEvents));
});
