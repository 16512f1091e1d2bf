import { defaultKeys, type KeyedAction, type ShortcutKeys } from '../../device/shortcutKeys.ts';
import type { CallAction } from './callActions.ts';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing'>;

/** What a key press asks for, outside of text fields. */
export function toShortcut(press: Press, keys: ShortcutKeys = defaultKeys): CallAction | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey, repeat, isComposing } = press;
  if (altKey || repeat || isComposing) return undefined;
  // On many keyboards it takes Shift to type it.
  if (key === '?') return ctrlKey || metaKey ? undefined : 'help';
  if (shiftKey) return undefined;
  const typed = key.toLowerCase();
  if (ctrlKey || metaKey) return withControl.get(typed);
  return actions.find((action) => keys[action] === typed);
}

const actions = Object.keys(defaultKeys) as readonly KeyedAction[]; // Object.keys() forgets which keys it had.

/** As in Google Meet. */
const withControl: ReadonlyMap<string, CallAction> = new Map([
  ['d', 'microphone'],
  ['e', 'camera'],
]);
