import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthOf, frame, parseFrame } from './envelope.ts';
import { MAX_FRAME_DEPTH } from './limits.ts';
import { safeParse } from './safeParse.ts';

const request = { t: 'req', id: '1', method: 'ping', params: {} };
const success = { t: 'res', id: '1', ok: true, result: { a: [1] } };
const failure = { t: 'res', id: '1', ok: false, error: { code: 'notFound', message: 'no room', retryable: false } };
const notification = { t: 'ntf', seq: 7, name: 'peerLeft', data: { peerId: 'x' } };
const unnumbered = { t: 'ntf', name: 'mediaLost', data: {} };

describe('parseFrame', () => {
  it.each([request, success, failure, notification, unnumbered])('[EN1] reads %j', (frame) => {
    expect(parseFrame(JSON.stringify(frame))).toEqual(frame);
  });

  it.each([
    '',
    ' ',
    'null',
    '42',
    '"req"',
    '[]',
    '{}',
    '{',
    'undefined',
    '\u0000',
    '{"t":"req"}',
    '{"t":"toString","id":"1"}',
    '{"t":"req","id":1,"method":"ping","params":{}}',
    '{"t":"req","id":"","method":"ping","params":{}}',
    '{"t":"req","id":"1","method":"","params":{}}',
    '{"t":"req","id":"1","method":["ping"],"params":{}}',
    '{"t":"req","id":"1","method":"ping"}',
    '{"t":"res","id":"1","ok":"yes","result":{}}',
    '{"t":"res","id":"1","ok":false,"error":{"code":"teapot","message":"","retryable":false}}',
    '{"t":"ntf","seq":-1,"name":"x","data":{}}',
    '{"t":"ntf","seq":1.5,"name":"x","data":{}}',
    '{"t":"ntf","seq":9007199254740993,"name":"x","data":{}}',
    '{"t":"req","id":"1","method":"ping","params":NaN}',
    '{"__proto__":{"t":"req","id":"1","method":"ping","params":{}}}',
  ])('[EN1] refuses %j', (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });

  it('[EN1] bounds ids and names', () => {
    const long = 'x'.repeat(65);
    expect(parseFrame(JSON.stringify({ ...request, id: long }))).toBeUndefined();
    expect(parseFrame(JSON.stringify({ ...request, method: long }))).toBeUndefined();
    expect(parseFrame(JSON.stringify({ ...unnumbered, name: long }))).toBeUndefined();
  });

  it('[EN4] drops what the envelope does not name, also a polluting key', () => {
    const text = `{"__proto__":{"admin":true},"from":"someone",${JSON.stringify(request).slice(1)}`;
    const frame = parseFrame(text);
    expect(frame).toEqual(request);
    expect(frame).not.toHaveProperty('admin');
    expect({}).not.toHaveProperty('admin');
  });

  it('takes the last of two equal keys, as JSON.parse does, so that nobody reads another one', () => {
    expect(parseFrame('{"t":"req","id":"1","method":"join","method":"ping","params":{}}')).toEqual(request);
  });

  it.each(['[', '{"a":'])('[LI1] refuses 10,000 levels of %s before anything walks them', (open) => {
    const close = open === '[' ? ']' : '}';
    const nested = `${open.repeat(10_000)}${open === '[' ? '' : '0'}${close.repeat(10_000)}`;
    expect(parseFrame(`{"t":"req","id":"1","method":"ping","params":${nested}}`)).toBeUndefined();
  });

  it('[LI1] allows exactly the depth that it names', () => {
    const nest = (levels: number) =>
      `{"t":"req","id":"1","method":"ping","params":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(parseFrame(nest(MAX_FRAME_DEPTH - 1))).toBeDefined();
    expect(parseFrame(nest(MAX_FRAME_DEPTH))).toBeUndefined();
  });
});

/** Right and wrong values of every field of an envelope. */
const field = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('req', 'res', 'ntf', '1', 'ping', true, false, 0, 7, {}, failure.error) },
  fc.constantFrom('', 'x'.repeat(64), 'x'.repeat(65), -1, 1.5, 2 ** 53, null, [], { length: {} }, { code: 'teapot' }),
);
const names = ['t', 'id', 'method', 'params', 'ok', 'result', 'error', 'seq', 'name', 'data', 'from'];
const likeFrames = fc
  .tuple(
    fc.constantFrom(request, success, failure, notification, unnumbered, {}),
    fc.dictionary(fc.constantFrom(...names), field, { maxKeys: 3 }),
    fc.subarray(names, { maxLength: 2 }),
  )
  .map(([base, changed, left]) =>
    Object.fromEntries(Object.entries({ ...base, ...changed }).filter(([name]) => !left.includes(name))),
  );

it('[EN1] says of every envelope what its schema says', () => {
  fc.assert(
    fc.property(likeFrames, (value) => {
      const text = JSON.stringify(value);
      const bySchema = safeParse(frame, JSON.parse(text));
      expect(parseFrame(text)).toEqual(bySchema.success ? bySchema.data : undefined);
    }),
    { numRuns: 2_000, seed: 20_261_121 },
  );
});

describe('depthOf', () => {
  it.each([
    ['', 0],
    ['7', 0],
    ['{}', 1],
    ['[[],[[]]]', 3],
    ['"[[[["', 0],
    [String.raw`["\"[[[["]`, 1],
    [String.raw`["\\",[[]]]`, 3],
    [String.raw`["\\\"[[",[]]`, 2],
  ])('[LI1] %s nests %i deep', (text, depth) => {
    expect(depthOf(text)).toBe(depth);
  });

  it('[LI1] counts brackets, not JSON: what closes more than it opened is refused by the parser at once', () => {
    expect(parseFrame(`${']'.repeat(100)}${'['.repeat(40)}`)).toBeUndefined();
  });
});
