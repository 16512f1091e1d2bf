import fc from 'fast-check';
import type { Random } from './Random.ts';

/** As much of a zod schema as is needed to make values of it. */
export type Schema = { readonly def: object; safeParse(value: unknown): { readonly success: boolean } };

type Check = { readonly _zod: { readonly def: CheckDef } };
type CheckDef = {
  readonly check: string;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
};
type Def = {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly values?: readonly unknown[];
  readonly keyType?: Schema;
  readonly valueType?: Schema;
  readonly pattern?: RegExp;
  readonly checks?: readonly Check[];
};

/** Values that are worth more than any other of their shape, by the name of the field: ids that somebody really has. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

export const defOf = (schema: Schema): Def => schema.def as Def;
const checksOf = (schema: Schema): CheckDef[] => (defOf(schema).checks ?? []).map(({ _zod }) => _zod.def);

/** The most characters or elements that a schema takes. */
export const maxLengthOf = (schema: Schema): number | undefined =>
  checksOf(schema).find(({ check }) => check === 'max_length')?.maximum;

/** Makes values that schemas take, with what is known in the fields of that name. */
export class ValueMaker {
  readonly #random: Random;
  readonly #known: Known;

  constructor(random: Random, known: Known = {}) {
    this.#random = random;
    this.#known = known;
  }

  make(schema: Schema): unknown {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const value = this.#draw(schema);
      // Schemas may ask what no single field shows, for example that ids differ.
      if (schema.safeParse(value).success) return value;
    }
    throw new Error(`no value found for ${defOf(schema).type}: teach ValueMaker to make one`);
  }

  #draw(schema: Schema): unknown {
    const def = defOf(schema);
    switch (def.type) {
      case 'object':
        return this.#drawObject(def);
      case 'array':
        return this.#drawArray(schema);
      case 'optional':
        return this.#random.chance(0.6) ? this.#inner(def.innerType) : undefined;
      case 'nullable':
        return this.#random.chance(0.6) ? this.#inner(def.innerType) : null;
      case 'union':
        return this.make(this.#random.pick(def.options ?? []));
      case 'record':
        return this.#drawRecord(def);
      case 'enum':
        return this.#random.pick(Object.values(def.entries ?? {}));
      case 'literal':
        return this.#random.pick(def.values ?? []);
      case 'string':
        return this.#random.pick(textsFor(schema));
      case 'number':
        return this.#drawNumber(schema);
      case 'boolean':
        return this.#random.chance(0.5);
      case 'null':
        return null;
      case 'undefined':
        return undefined;
      case 'unknown':
        return this.#random.pick([null, 0, 'text', {}, []]);
      default:
        throw new Error(`ValueMaker does not know schemas of type ${def.type}: teach it`);
    }
  }

  #inner(schema: Schema | undefined): unknown {
    return schema && this.make(schema);
  }

  #drawObject({ shape = {} }: Def): object {
    const entries = Object.entries(shape).map(([name, schema]) => [name, this.#drawField(name, schema)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  #drawField(name: string, schema: Schema): unknown {
    const known = (this.#known[name] ?? []).filter((value) => schema.safeParse(value).success);
    return known.length > 0 && this.#random.chance(0.9) ? this.#random.pick(known) : this.make(schema);
  }

  #drawArray(schema: Schema): unknown[] {
    const least = checksOf(schema).find(({ check }) => check === 'min_length')?.minimum ?? 0;
    const { element } = defOf(schema);
    const length = Math.min(least + this.#random.int(0, 2), maxLengthOf(schema) ?? Infinity);
    return element ? Array.from({ length }, () => this.make(element)) : [];
  }

  #drawRecord({ keyType, valueType }: Def): object {
    if (!keyType || !valueType) return {};
    const entries = Array.from({ length: this.#random.int(0, 2) }, () => [this.make(keyType), this.make(valueType)]);
    return Object.fromEntries(entries) as object;
  }

  #drawNumber(schema: Schema): number {
    const checks = checksOf(schema);
    const from = checks.find(({ check }) => check === 'greater_than');
    const to = checks.find(({ check }) => check === 'less_than');
    const min = from?.value === undefined ? 0 : from.value + (from.inclusive ? 0 : 1);
    const max = to?.value === undefined ? min + 1_000 : to.value - (to.inclusive ? 0 : 1);
    return this.#random.int(min, max);
  }
}

const MAX_ATTEMPTS = 100;
const texts = new WeakMap<Schema, readonly string[]>();

/** Some texts that the schema takes: made of its patterns, or found among what stands in messages of ours. */
function textsFor(schema: Schema): readonly string[] {
  const found = texts.get(schema) ?? findTexts(schema);
  texts.set(schema, found);
  return found;
}

function findTexts(schema: Schema): readonly string[] {
  const patterns = [defOf(schema).pattern, ...checksOf(schema).map(({ pattern }) => pattern)];
  const made = patterns.flatMap((pattern) => (pattern ? sampleOf(pattern) : []));
  const fitting = [...made, ...USUAL_TEXTS].filter((text) => schema.safeParse(text).success);
  if (fitting.length === 0) throw new Error(`no text found for ${patterns.join(' and ')}: add one to USUAL_TEXTS`);
  return fitting;
}

function sampleOf(pattern: RegExp): string[] {
  try {
    return fc.sample(fc.stringMatching(pattern), { numRuns: 30, seed: 1 });
  } catch {
    return []; // fast-check does not know every kind of pattern; then one of the usual texts has to fit.
  }
}

const USUAL_TEXTS = [
  'a',
  'Ada',
  '7',
  'Ünïcödé 🦊',
  'https://example.org/',
  '01890000-0000-7000-8000-000000000009',
  'A'.repeat(43),
  'x'.repeat(200),
  'audio/opus',
  'sha-256',
  'L1T3',
  Array<string>(32).fill('AB').join(':'),
];
