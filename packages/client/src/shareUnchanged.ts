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

type PlainObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is PlainObject => typeof value === 'object' && value !== null;

function isSame(before: PlainObject, after: PlainObject): boolean {
  const keys = Object.keys(after);
  return keys.length === Object.keys(before).length && keys.every((key) => Object.is(before[key], after[key]));
}
