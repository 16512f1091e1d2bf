const KEY = 'confab.name';

/** The name that was last joined with on this device; empty when there is none. */
export function readSavedName(storage: () => Storage = () => localStorage): string {
  try {
    return storage().getItem(KEY) ?? '';
  } catch {
    return ''; // Storage is switched off: the person types the name anew.
  }
}

export function saveName(name: string, storage: () => Storage = () => localStorage): void {
  try {
    storage().setItem(KEY, name);
  } catch {
    // Storage is full or switched off: joining matters more than remembering.
  }
}
