import * as z from 'zod/mini';

export type JsonSchema = { readonly [key: string]: unknown };

/**
 * JSON Schemas of all these by name, each with references to the others where it uses them. What JSON Schema cannot say
 * (a refinement, a trim) is left out: SPEC.md says it.
 */
export function toJsonSchemas(
  schemas: Readonly<Record<string, z.ZodMiniType>>,
  target: 'draft-7' | 'draft-2020-12',
): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) if (!registry.has(schema)) registry.add(schema, { id });
  const converted = z.toJSONSchema(registry, {
    target,
    // As what may be sent: what a schema does not name is dropped by the receiver, not refused (EN4).
    io: 'input',
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(converted.schemas).map(([id, { $schema: _dialect, $id: _address, ...schema }]) => [id, schema]),
  );
}

/** A place of a document that stands elsewhere in it. */
export const refTo = (...path: readonly string[]) => ({ $ref: `#/${path.join('/')}` });
