import type { Method, RoomId } from '@confab/protocol';
import { MAX_PEERS_PER_ROOM, requests, safeParse } from '@confab/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../fuzz/Random.ts';
import { ValueMaker } from '../fuzz/schema.ts';
import { startHostileStage } from '../support/startHostileStage.ts';
import type { WireClient } from '../support/WireClient.ts';

type Seat = Awaited<ReturnType<WireClient['join']>>;

let room: RoomId;
let rooms = 0;
let stage: Awaited<ReturnType<typeof startHostileStage>>;
let ada: WireClient;
let mallory: WireClient;
let eve: WireClient;
let seats: { readonly ada: Seat; readonly mallory: Seat; readonly eve: Seat };
beforeAll(async () => void (stage = await startHostileStage({ MAX_SOCKETS_PER_ADDRESS: '5000' })));
afterAll(() => stage.stop());

beforeEach(async () => {
  room = `messages-${++rooms}` as RoomId;
  ada = await stage.open();
  mallory = await stage.open();
  eve = await stage.open();
  seats = {
    ada: await ada.join('Ada', room),
    mallory: await mallory.join('Mallory', room),
    eve: await eve.join('Eve', 'elsewhere'),
  };
  await ada.settle();
});
/** Whatever was tried: nobody else has heard of it, the sfu was asked nothing that breaks the contract. */
afterEach(async () => {
  expect(stage.sfu.faults).toEqual([]);
  expect(stage.failures).toEqual([]);
  for (const client of [mallory, eve, ada]) if (client.closedWith === undefined) await client.outcome('leave');
  for (const { peerId } of Object.values(seats)) gone.add(peerId);
});

/** Whose seats were of an earlier test: on a busy machine the sfu hears a little later that they are closed. */
const gone = new Set<unknown>();
const asked = () =>
  stage.sfu.sfu.calls
    .filter(
      ({ method, params }) =>
        method !== 'setMemo' && method !== 'ping' && !('peerId' in params && gone.has(params.peerId)),
    )
    .map(({ method }) => method);
/** Tries it, and sees that nothing has come of it but the answer. */
async function expectRefused(code: string, method: string, params: unknown): Promise<void> {
  const before = { asked: asked(), ada: ada.notifications.length, eve: eve.notifications.length };
  expect(await mallory.outcome(method, params)).toBe(code);
  for (const client of [ada, eve, mallory]) await client.settle();
  expect({ asked: asked(), ada: ada.notifications.length, eve: eve.notifications.length }).toEqual(before);
}

const opus = { codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }] };
const produceParams = (transportId: string) => ({
  transportId,
  source: 'microphone',
  rtpParameters: opus,
  muted: true,
});
const fingerprint = { algorithm: 'sha-256', value: Array<string>(32).fill('AB').join(':') };

describe('the secret of a seat', () => {
  const resumeParams = () => ({
    protocolVersion: 1,
    roomId: room,
    peerId: seats.ada.peerId,
    resumeSecret: 'A'.repeat(43),
    lastSeq: 0,
    mediaEpoch: 1,
  });

  it.each([
    ['guessed', () => resumeParams()],
    ['of another seat', () => ({ ...resumeParams(), resumeSecret: seats.mallory.resumeSecret })],
    ['of a seat in another room', () => ({ ...resumeParams(), resumeSecret: seats.eve.resumeSecret })],
    [
      'right, in another room',
      () => ({ ...resumeParams(), resumeSecret: seats.ada.resumeSecret, roomId: 'elsewhere' }),
    ],
    [
      'right, in a room that is not there',
      () => ({ ...resumeParams(), resumeSecret: seats.ada.resumeSecret, roomId: 'nowhere' }),
    ],
    ['for a seat that is not there', () => ({ ...resumeParams(), peerId: '01890000-0000-7000-8000-000000000009' })],
  ])('[ST5] that is %s opens nothing, and always in the same words', async (_, params) => {
    const thief = await stage.open();
    expect(await thief.ask('resume', params())).toMatchObject({
      ok: false,
      error: { code: 'notFound', message: 'no such seat', retryable: false },
    });
    await ada.settle();
    expect([ada.closedWith, ada.toldNames]).toEqual([undefined, ['2 peerJoined']]);
    await thief.close();
  });

  it('[ST5] opens once: whoever has seen a used one has nothing', async () => {
    const [second, thief] = [await stage.open(), await stage.open()];
    await second.call('resume', { ...resumeParams(), resumeSecret: seats.ada.resumeSecret });
    // Heard with its new secret: only now is it sure that this one arrived.
    await second.settle();
    expect(await thief.outcome('resume', { ...resumeParams(), resumeSecret: seats.ada.resumeSecret })).toBe('notFound');
    expect(second.closedWith).toBeUndefined();
    expect(await second.outcome('leave')).toBe('ok');
    await thief.close();
  });
});

describe('names that objects have by themselves', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  it.each(names)('[EN3] %s is no method', async (name) => {
    await expectRefused('badRequest', name, {});
  });

  it.each(names)('%s as the id of a transport is not found, as the id of a peer is none', async (name) => {
    await expectRefused(/^[A-Za-z0-9-]+$/.test(name) ? 'notFound' : 'badRequest', 'restartIce', { transportId: name });
    const thief = await stage.open();
    const params = {
      protocolVersion: 1,
      roomId: name,
      peerId: name,
      resumeSecret: 'A'.repeat(43),
      lastSeq: 0,
      mediaEpoch: 0,
    };
    expect(await thief.outcome('resume', params)).toBe('badRequest');
    await thief.close();
  });

  it.each(names)('%s is a room like any other', async (name) => {
    const client = await stage.open();
    expect((await client.join('Zed', name)).room.peers).toHaveLength(1);
    expect(await client.outcome('leave')).toBe('ok');
  });

  it.each(names)('[EN4] %s as a key is dropped or refused, and never reaches the sfu', async (name) => {
    const parameters = `{"${name}":{"isAdmin":true}}`;
    const text = JSON.stringify({
      t: 'req',
      id: 'proto',
      method: 'produce',
      params: produceParams(seats.mallory.media.sendTransport.transportId),
    })
      .replace('"params":{', `"params":{"${name}":{"isAdmin":true},`)
      .replace('"channels":2', `"channels":2,"parameters":${parameters}`);
    mallory.send(text);
    await expect.poll(() => mallory.responses.some(({ id }) => id === 'proto')).toBe(true);
    expect(JSON.stringify(stage.sfu.sfu.calls)).not.toContain('isAdmin');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('the last of two equal keys counts, for everybody', async () => {
    mallory.send('{"t":"req","id":"twice","method":"leave","method":"ping","params":{}}');
    await expect.poll(() => mallory.responses.some(({ id, ok }) => id === 'twice' && ok)).toBe(true);
    await mallory.settle();
  });
});

describe('wrong values', () => {
  /** Every field of every request of one who has joined, by construction; whoever may not ask at all is told so first. */
  const fields = (Object.keys(requests) as Method[])
    .filter(
      (method) =>
        (requests[method].allowedIn as readonly string[]).includes('joined') && requests[method].needs !== 'moderate',
    )
    .flatMap((method) => Object.keys(requests[method].params.def.shape).map((field) => ({ method, field })));
  const wrong = [
    'null',
    '[]',
    '{"a":1}',
    '1.5',
    '9007199254740993',
    '1e999',
    '-1',
    '"\\u0000"',
    `"${'x'.repeat(5_000)}"`,
    // Cannot be compared with a number, and a length check of the schema's tries to.
    '{"length":{"valueOf":1,"toString":1}}',
  ];

  it.each(fields)('[EN4] in $field of $method are badRequest and change nothing', async ({ method, field }) => {
    const schema = requests[method].params;
    const valid = new ValueMaker(new Random(1), { transportId: [seats.mallory.media.sendTransport.transportId] }).make(
      schema,
    );
    for (const text of wrong) {
      const params = { ...(valid as object), [field]: JSON.parse(text) as unknown };
      // Not all that looks wrong is: a text may well be 5,000 long one day.
      if (!safeParse(schema, params).success) await expectRefused('badRequest', method, params);
    }
  });

  it('[EN4] are answered by their place, never with what they were', async () => {
    const answer = await mallory.ask('setMuted', { source: 'hunter2', muted: 'hunter2' });
    expect(answer).toMatchObject({ ok: false, error: { message: 'bad value at source, muted' } });
  });
});

it('[EN1] a frame whose id is such a value closes its own socket, and nobody else notices', async () => {
  const eve = await stage.open();
  eve.send('{"t":"req","id":{"length":{"valueOf":1,"toString":1}},"method":"ping","params":{}}');
  expect((await eve.closed).code).toBe(4400);
  expect(await mallory.outcome('ping')).toBe('ok');
});

describe('what belongs to others', () => {
  it.each([
    ['of somebody else', () => seats.ada.media.sendTransport.transportId],
    ['of another room', () => seats.eve.media.sendTransport.transportId],
    ['of nobody', () => 'none'],
  ])('[ME6] a transport %s is not found', async (_, transportId) => {
    const dtlsParameters = { role: 'client', fingerprints: [fingerprint] };
    await expectRefused('notFound', 'connectTransport', { transportId: transportId(), dtlsParameters });
    await expectRefused('notFound', 'restartIce', { transportId: transportId() });
    await expectRefused('notFound', 'produce', produceParams(transportId()));
  });

  it('[ME3] a consumer is not found, whether it is there or not', async () => {
    await ada.call('startReceiving', { rtpCapabilities: {} });
    expect(await mallory.outcome('produce', produceParams(seats.mallory.media.sendTransport.transportId))).toBe('ok');
    await expect.poll(() => ada.toldNames).toContain('consumersAdded');
    const [added] = ada.notifications.filter(({ name }) => name === 'consumersAdded');
    const { consumers } = (added ?? expect.unreachable()).data as { consumers: { consumerId: string }[] };
    const consumerIds = consumers.map(({ consumerId }) => consumerId);
    await expectRefused('notFound', 'resumeConsumers', { consumerIds });
    await expectRefused('notFound', 'resumeConsumers', { consumerIds: ['none'] });
  });

  it('[EN6] a name or id inside a request is not believed', async () => {
    const { transportId } = seats.mallory.media.sendTransport;
    const claims = { peerId: seats.ada.peerId, from: seats.ada.peerId, displayName: 'Ada' };
    expect(await mallory.outcome('produce', { ...produceParams(transportId), ...claims })).toBe('ok');
    await ada.settle();
    const added = ada.notifications.find(({ name }) => name === 'sourceAdded');
    expect(added?.data).toEqual({ peerId: seats.mallory.peerId, source: 'microphone', muted: true });
  });
});

describe('media parameters', () => {
  const times = (count: number, make: (index: number) => unknown) =>
    Array.from({ length: count }, (_, index) => make(index));
  const absurd: readonly [string, object][] = [
    ['5,000 codecs', { codecs: times(5_000, () => ({})) }],
    ['17 codecs', { codecs: times(17, (payloadType) => ({ ...opus.codecs[0], payloadType })) }],
    ['200 encodings', { encodings: times(200, (index) => ({ ssrc: index })) }],
    ['a huge mid', { mid: 'x'.repeat(10_000) }],
    ['a huge cname', { rtcp: { cname: 'x'.repeat(10_000) } }],
    ['an SSRC twice', { encodings: [{ ssrc: 1 }, { ssrc: 1 }] }],
    ['a line break for SDP', { msid: 'x\r\na=setup:active' }],
  ];

  it.each(absurd)('[LI4] with %s are refused before the sfu hears of them', async (_, parameters) => {
    const params = produceParams(seats.mallory.media.sendTransport.transportId);
    await expectRefused('badRequest', 'produce', { ...params, rtpParameters: { ...opus, ...parameters } });
  });

  it.each([
    ['no fingerprint', []],
    ['10,000 fingerprints', times(500, () => fingerprint)],
    ['a fingerprint that is none', [{ ...fingerprint, value: 'AB' }]],
    ['an algorithm that is none', [{ ...fingerprint, algorithm: 'md5' }]],
  ])('[LI4] of a transport with %s are refused before the sfu hears of them', async (_, fingerprints) => {
    const { transportId } = seats.mallory.media.sendTransport;
    await expectRefused('badRequest', 'connectTransport', { transportId, dtlsParameters: { fingerprints } });
  });

  it('[EN4] reach the sfu without what the client would like to choose', async () => {
    const { transportId } = seats.mallory.media.sendTransport;
    const wishes = {
      appData: { isAdmin: true },
      paused: false,
      id: 'mine',
      producerId: 'mine',
      keyFrameRequestDelay: 1,
    };
    const rtpParameters = { ...opus, ...wishes };
    expect(await mallory.outcome('produce', { ...produceParams(transportId), ...wishes, rtpParameters })).toBe('ok');
    expect(stage.sfu.sfu.asked('produce').at(-1)).toEqual({
      roomId: room,
      peerId: seats.mallory.peerId,
      transportId,
      source: 'microphone',
      rtpParameters: opus,
      paused: true,
    });
  });
});

describe('names of people', () => {
  const joinAs = async (displayName: string) => {
    const client = await stage.open();
    const answer = await client.ask('join', { protocolVersion: 1, roomId: 'names', displayName });
    if (answer.ok) await client.outcome('leave');
    else await client.close();
    return answer;
  };

  it.each(['<img src=x onerror=alert(1)>', 'javascript:alert(1)', '"; DROP TABLE peers', '{{7*7}}'])(
    '[LI3] stay text: %s',
    async (name) => {
      expect(await joinAs(name)).toMatchObject({ ok: true, result: { room: { peers: [{ displayName: name }] } } });
    },
  );

  it.each([
    ['a right-to-left override', '\u202Egnp.exe'],
    ['a line break', 'Ada\nBob'],
    ['10,000 emoji', '🦊'.repeat(10_000)],
    ['one grapheme of 5,000 marks', `a${'\u0301'.repeat(5_000)}`],
    ['nothing visible', '\u2800\u3164'],
  ])('[LI3] with %s are badRequest', async (_, name) => {
    expect(await joinAs(name)).toMatchObject({ ok: false, error: { code: 'badRequest' } });
  });

  it('[LI1] of 1 MB close the socket', async () => {
    const client = await stage.open();
    client.send(JSON.stringify({ t: 'req', id: '1', method: 'join', params: { displayName: 'x'.repeat(1_000_000) } }));
    expect((await client.closed).code).toBe(1009);
    expect(await stage.metric('confab_rejected_total', 'code="1009"')).toBeGreaterThan(0);
  });
});

describe('a full room', () => {
  it('[LI2] takes nobody in, and says so only to who asks', async () => {
    const guests: WireClient[] = [];
    for (let index = 0; index < MAX_PEERS_PER_ROOM; index++) {
      const guest = await stage.open();
      await guest.join(`Guest ${index}`, 'full');
      guests.push(guest);
    }
    const last = guests.at(-1);
    const late = await stage.open();
    expect(await late.ask('join', { protocolVersion: 1, roomId: 'full', displayName: 'Late' })).toMatchObject({
      ok: false,
      error: { code: 'roomFull', message: 'the room has 100 peers of 100', retryable: false },
    });
    await last?.settle();
    expect(last?.toldNames).toEqual([]);
    for (const client of [late, ...guests]) client.socket.terminate();
  });

  it('[MU1] no peer has more than one of each source, however often it asks', async () => {
    const { transportId } = seats.mallory.media.sendTransport;
    for (let turn = 0; turn < 7; turn++)
      expect(await mallory.outcome('produce', produceParams(transportId))).toBe('ok');
    const { peers } = (await (await stage.open()).join('Zed', room)).room;
    expect(peers.find(({ peerId }) => peerId === seats.mallory.peerId)?.sources).toEqual([
      { source: 'microphone', muted: true },
    ]);
  });
});
