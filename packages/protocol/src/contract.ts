import type * as z from 'zod/mini';
import { ProtocolError } from './errorCodes.ts';
import { safeParse } from './safeParse.ts';

/** A table of requests: for each method the shapes of what is asked and answered. */
export type RequestTable = Readonly<Record<string, { readonly params: z.ZodMiniType; readonly result: z.ZodMiniType }>>;
/** A table of notifications: for each name the shape of its data. */
export type NotificationTable = Readonly<Record<string, z.ZodMiniType>>;

export type MethodOf<R extends RequestTable> = keyof R & string;
export type ParamsOf<R extends RequestTable, M extends MethodOf<R>> = z.infer<R[M]['params']>;
export type ResultOf<R extends RequestTable, M extends MethodOf<R>> = z.infer<R[M]['result']>;
export type NameOf<N extends NotificationTable> = keyof N & string;
export type DataOf<N extends NotificationTable, K extends NameOf<N>> = z.infer<N[K]>;

/** One notification of a table, told apart by `name`. */
export type NotificationOf<N extends NotificationTable> = {
  [K in NameOf<N>]: { readonly name: K; readonly data: DataOf<N, K>; readonly seq?: number | undefined };
}[NameOf<N>];

/** The row of a method, typed by the method: what a plain index does not do under `noUncheckedIndexedAccess`. */
export const rowOf = <R extends RequestTable, M extends MethodOf<R>>(table: R, method: M): R[M] => table[method];

/** The schema of a notification's data. */
export const schemaOf = <N extends NotificationTable, K extends NameOf<N>>(table: N, name: K): N[K] => table[name];

export const isMethodOf = <R extends RequestTable>(table: R, method: string): method is MethodOf<R> =>
  Object.hasOwn(table, method);

export const isNameOf = <N extends NotificationTable>(table: N, name: string): name is NameOf<N> =>
  Object.hasOwn(table, name);

/** The value as its schema says, without anything the schema does not name; throws `badRequest` with the place of the fault. */
export function parseAs<S extends z.ZodMiniType>(schema: S, value: unknown): z.infer<S> {
  const parsed = safeParse(schema, value);
  if (parsed.success) return parsed.data;
  throw new ProtocolError('badRequest', `bad value at ${describePlaces(parsed.issues)}`);
}

/** Where, never what: the library's own text may quote the value. */
function describePlaces(issues: readonly { readonly path: readonly PropertyKey[] }[]): string {
  const places = issues.slice(0, MAX_PLACES).map(({ path }) => path.map(String).join('.').slice(0, 100) || 'the top');
  return [...new Set(places)].join(', ');
}

const MAX_PLACES = 5;
