/** The new plain data, made of the old objects wherever they say the same, so that `===` tells what has changed. */
export function shareUnchanged<T>(before: unknown, after: T): T {
  if (Object.is(before, after) || !isObject(before) || !isObject(after)) return after;
  if (Array.isArray(before) !== Array.isArray(after)) return after;
  const shared = Array.isArray(after)
    ? after.map((value, index) => shareUnchanged(before[index], value))
    : Object.fromEntries(Object.entries(after).map(([key, value]) => [key, shareUnchanged(before[key], value)]));
  // Same shape as `after`, value by value.
  return (isSame(before, shared) ? before : shared) as T;
}

/** An array is one, too, keyed by its indices. */
type PlainObject = { readonly [key: string | number]: unknown };

const isObject = (value: unknown): value is PlainObject => typeof value === 'object' && value !== null;

function isSame(before: PlainObject, after: object): boolean {
  const entries = Object.entries(after);
  return (
    entries.length === Object.keys(before).length && entries.every(([key, value]) => Object.is(before[key], value))
  );
}
