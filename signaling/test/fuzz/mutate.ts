import type { Random } from './Random.ts';
import type { Known, Schema } from './schema.ts';
import { defOf, maxLengthOf } from './schema.ts';

/** Stands in fields that no schema names; nobody but the sender may ever see it again. */
export const CANARY = 'canary-7f3a';

/** One place in a value, with what the schema wants there. */
type Place = {
  readonly name: string;
  readonly value: unknown;
  readonly schema: Schema | undefined;
  /** Puts another value there; undefined takes the place away. */
  readonly put: (value: unknown) => void;
};

/** Spoils a value in one to three places, with its schema's bounds in mind; what comes out may still be valid. */
export function mutate(value: unknown, schema: Schema, { random, known }: { random: Random; known: Known }): unknown {
  const holder = { value: structuredClone(value) };
  for (let count = random.int(1, 3); count > 0; count--) {
    const root: Place = { name: '', value: holder.value, schema, put: (next) => void (holder.value = next) };
    const place = random.pick(placesIn(root));
    place.put(spoil(place, random, known));
  }
  return holder.value;
}

function placesIn(place: Place): Place[] {
  const { value, schema } = place;
  if (typeof value !== 'object' || value === null) return [place];
  const below = Object.entries(value).flatMap(([name, inner]) =>
    placesIn({ name, value: inner, schema: schemaAt(schema, name), put: (next) => assign(value, name, next) }),
  );
  return [place, ...below];
}

function schemaAt(schema: Schema | undefined, name: string): Schema | undefined {
  if (!schema) return undefined;
  const { shape, element, innerType, valueType } = defOf(schema);
  // A spoiled value may have a `constructor`; the shape of its schema has none of its own.
  if (shape) return Object.hasOwn(shape, name) ? shape[name] : undefined;
  return element ?? valueType ?? schemaAt(innerType, name);
}

/** Also where the name is one that plain assignment would not take as a name. */
function assign(target: object, name: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(target, name);
  else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function spoil({ name, value, schema }: Place, random: Random, known: Known): unknown {
  const others = Object.hasOwn(known, name) ? known[name] : undefined;
  if (others && random.chance(0.3)) return random.pick(others);
  if (random.chance(0.3)) return beyondBounds(value, schema, random);
  if (typeof value === 'object' && value !== null && random.chance(0.5)) return withStrangeKey(value, random);
  return random.pick(JUNK)(random);
}

function beyondBounds(value: unknown, schema: Schema | undefined, random: Random): unknown {
  const max = (schema && maxLengthOf(schema)) ?? random.pick([64, 255, 4_000]);
  const over = max + random.pick([0, 1, 2]);
  if (typeof value === 'string') return (value || 'x').repeat(Math.ceil(over / (value.length || 1))).slice(0, over);
  if (Array.isArray(value))
    return Array.from({ length: Math.min(over, 2_000) }, (_, index) => value[index % (value.length || 1)] ?? 0);
  if (typeof value === 'number') return random.pick([value + 0.5, -value - 1, value + 2 ** 32, value * 1e9]);
  return undefined;
}

function withStrangeKey(value: object, random: Random): object {
  const key = random.pick(['__proto__', 'constructor', 'toString', 'appData', 'paused', 'peerId', 'role', '', CANARY]);
  const strange = random.pick([CANARY, { [CANARY]: true, role: 'host' }, [CANARY]]);
  if (!Object.hasOwn(value, key)) assign(value, key, strange);
  return value;
}

const nest = (levels: number): unknown => (levels === 0 ? 0 : [nest(levels - 1)]);

/** `@raw:` is written without its quotes: numbers that JSON.stringify would not write like this. */
const JUNK: readonly ((random: Random) => unknown)[] = [
  () => undefined,
  () => null,
  (random) => random.chance(0.5),
  (random) => random.pick([0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e300]),
  (random) => `@raw:${random.pick(['1e999', '-1e999', '-0', '9007199254740993', '1E-400', '0.1e1'])}`,
  () => '',
  (random) => random.pick(['__proto__', 'constructor', 'toString', 'null', 'NaN', '../../etc/passwd', '%00', "';--"]),
  (random) => random.pick(['\u202Eevil', '\0', '\ud800', '\ufeff', '\n', 'a\r\nb: c', '<img src=x onerror=alert(1)>']),
  (random) => '🦊'.repeat(random.pick([1, 65, 300, 5_000])),
  (random) => 'x'.repeat(random.pick([65, 257, 4_097, 30_000])),
  () => [],
  () => ({}),
  (random) => nest(random.int(1, 27)),
  (random) => Array.from({ length: random.pick([3, 100, 3_000]) }, () => random.pick([0, 'a', null])),
  () => Object.fromEntries(['toString', 'length', 'then', 'toJSON', 'valueOf'].map((name) => [name, 'no function'])),
];

/** The text of a value, junk included. */
export const toText = (value: unknown): string => JSON.stringify(value).replaceAll(/"@raw:([^"]+)"/g, '$1');
