import { displayName } from '@confab/protocol';

/** What the room would take as a display name (LI3). */
export const isFitName = (name: string): boolean => displayName.safeParse(name).success;
