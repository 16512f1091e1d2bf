import type { Person } from './Person.ts';

/** How the kit gets along with a page that is not Confab's. All of it is optional: what is left out is as on Confab's. */
export type PageAdapter = {
  /**
   * Runs in the page, ten times a second: gives what is there the attributes of `pageContract`, such as role, name and
   * `data-peer-id`. It travels as text, so it can use nothing from around it.
   */
  readonly markUp?: () => void;
  /** Brings a person, whose page is empty still, into a room. */
  readonly enter?: (person: Person, room: string) => Promise<void>;
  /** The path of the WebSocket that `signaling: 'tapped'` stands in. */
  readonly signalingPath?: string;
};
