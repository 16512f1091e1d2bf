import { usePreference } from '../../device/PreferencesContext.ts';
import type { KeyedAction } from '../../device/shortcutKeys.ts';

/** The key that does it, while keys do anything. */
export const useShortcutKey = (action: KeyedAction): string | undefined =>
  usePreference(({ shortcuts, keys }) => (shortcuts ? keys[action] : undefined));
