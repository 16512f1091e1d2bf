export type Shortcut = 'microphone' | 'camera';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing'>;

/** What a key press asks for, outside of text fields. */
export function toShortcut(press: Press): Shortcut | undefined {
  const { ctrlKey, metaKey, altKey, shiftKey, repeat, isComposing } = press;
  if (altKey || shiftKey || repeat || isComposing) return undefined;
  return (ctrlKey || metaKey ? withControl : alone).get(press.key.toLowerCase());
}

const alone: ReadonlyMap<string, Shortcut> = new Map([
  ['m', 'microphone'],
  ['v', 'camera'],
]);

/** As in Google Meet. */
const withControl: ReadonlyMap<string, Shortcut> = new Map([
  ['d', 'microphone'],
  ['e', 'camera'],
]);
