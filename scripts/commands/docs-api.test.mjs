import specs from '@asyncapi/specs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { makeDocuments } from './docs-api.mjs';

const documents = await makeDocuments();
const asyncApi = parse(documents['docs/asyncapi.yaml'] ?? '');
const openApi = parse(documents['docs/openapi.yaml'] ?? '');

/** Every reference within a document. @type {(value: unknown) => string[]} */
const refsIn = (value) => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner)));
};

describe.each(Object.entries(documents))('%s', (_, text) => {
  it('refers to what is there', () => {
    const document = parse(text);
    const isThere = (/** @type {string} */ ref) =>
      ref
        .slice('#/'.length)
        .split('/')
        .reduce((place, key) => place?.[key], document) !== undefined;
    expect(refsIn(document).length).toBeGreaterThan(5);
    expect(refsIn(document).filter((ref) => !isThere(ref))).toEqual([]);
  });
});

describe('docs/asyncapi.yaml', () => {
  const validate = new Ajv({ meta: false, validateSchema: false, strict: false, validateFormats: false }).compile(
    specs.schemas['3.0.0'],
  );

  it('is a valid AsyncAPI 3 document', () => {
    expect(validate(asyncApi) ? [] : validate.errors).toEqual([]);
  });

  it('would not be one with an operation that does nothing we know', () => {
    const operations = { ...asyncApi.operations, join: { ...asyncApi.operations.join, action: 'shout' } };
    expect(validate({ ...asyncApi, operations })).toBe(false);
  });

  it('has schemas that say what the frames are', () => {
    const { joinRequest } = asyncApi.components.messages;
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'doc', components: asyncApi.components });
    const point = (/** @type {string} */ text) => text.replaceAll('#/components', 'doc#/components');
    const isJoin = ajv.compile(JSON.parse(point(JSON.stringify(joinRequest.payload))));
    const params = { protocolVersion: 1, roomId: 'a-room', displayName: 'Ada' };
    const frame = { t: 'req', id: '1', method: 'join', params };
    expect(isJoin(frame)).toBe(true);
    expect(isJoin({ ...frame, method: 'leave' })).toBe(false);
    expect(isJoin({ ...frame, params: { ...params, roomId: 'no room' } })).toBe(false);
  });
});

describe('docs/openapi.yaml', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(openApi));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });
});
