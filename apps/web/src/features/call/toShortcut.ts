import type { CallAction } from './callActions.ts';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing'>;

/** What a key press asks for, outside of text fields. */
export function toShortcut(press: Press): CallAction | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey, repeat, isComposing } = press;
  if (altKey || repeat || isComposing) return undefined;
  // On many keyboards it takes Shift to type it.
  if (key === '?') return ctrlKey || metaKey ? undefined : 'help';
  if (shiftKey) return undefined;
  return (ctrlKey || metaKey ? withControl : alone).get(key.toLowerCase());
}

const alone: ReadonlyMap<string, CallAction> = new Map([
  ['m', 'microphone'],
  ['v', 'camera'],
  ['d', 'screen'],
  ['r', 'hand'],
  ['c', 'chat'],
  ['p', 'people'],
  ['w', 'view'],
]);

/** As in Google Meet. */
const withControl: ReadonlyMap<string, CallAction> = new Map([
  ['d', 'microphone'],
  ['e', 'camera'],
]);
