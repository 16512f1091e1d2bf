/** What a single key does in a call, and which key that is on a new device. */
export const defaultKeys = {
  microphone: 'm',
  camera: 'v',
  screen: 'd',
  hand: 'r',
  chat: 'c',
  people: 'p',
  view: 'w',
} as const;

export type KeyedAction = keyof typeof defaultKeys;
export type ShortcutKeys = Readonly<Record<KeyedAction, string>>;

/** One letter or digit of any alphabet: what works alone on a keyboard, and is no key of the browser's. */
export const isFitKey = (key: unknown): key is string => typeof key === 'string' && /^[\p{Ll}\p{Lo}\p{Nd}]$/u.test(key);

/** The keys that the person has chosen; what is unfit, or there twice, gives way to those of a new device. */
export function parseKeys(stored: unknown): ShortcutKeys {
  if (typeof stored !== 'object' || stored === null) return defaultKeys;
  const known = new Map(Object.entries(stored));
  const keys = Object.fromEntries(
    Object.entries(defaultKeys).map(([action, key]) => [action, isFitKey(known.get(action)) ? known.get(action) : key]),
  ) as ShortcutKeys; // Object.fromEntries forgets which keys it had.
  return new Set(Object.values(keys)).size === Object.keys(keys).length ? keys : defaultKeys;
}
