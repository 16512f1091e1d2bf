import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { EffectChoices } from './effectChoices.ts';
import type { Preferences, PreferencesStore } from './preferences.ts';

/** The preferences of this device. */
export const PreferencesContext = createContext<PreferencesStore | undefined>(undefined);

export function usePreferences(): PreferencesStore {
  const preferences = useContext(PreferencesContext);
  if (!preferences) throw new Error('there are no preferences around this component');
  return preferences;
}

export const usePreference = <T>(select: (preferences: Preferences) => T): T => useStore(usePreferences(), select);

/** For what the person has just chosen to be done to sound and picture: it holds in the next call as well. */
export function useRememberEffect(): (choice: Partial<EffectChoices>) => void {
  const preferences = usePreferences();
  return (choice) => preferences.setState(({ effects }) => ({ effects: { ...effects, ...choice } }));
}
