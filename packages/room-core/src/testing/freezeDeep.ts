/** Whoever changes a value that has gone through this fails, also with what is in its maps. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    Object.assign(value, { set: refuse, delete: refuse, clear: refuse });
    for (const item of value.values()) freezeDeep(item);
  }
  Object.freeze(value);
  for (const item of Object.values(value)) freezeDeep(item);
  return value;
}

function refuse(): never {
  throw new TypeError('this map is frozen');
}
