import type { CallSnapshot } from '@confab/client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Session } from './Session.ts';

/** What the pages draw of a call. */
export type DrawnCall = CallSnapshot;

/** What the pages draw: plain data that survives JSON. Tracks are looked up by id in `session.tracks`. */
export type CallStore = StoreApi<DrawnCall>;

export const createCallStore = (snapshot: DrawnCall): CallStore => createStore<DrawnCall>()(() => snapshot);

/** The only writer of the store: follows the session until the returned function is called. */
export function bindCallStore(session: Pick<Session, 'getSnapshot' | 'subscribe'>, store: CallStore): () => void {
  // Replaced, not merged: a field that is gone from the snapshot, such as `problem`, must be gone here.
  const copy = () => store.setState(session.getSnapshot(), true);
  copy();
  return session.subscribe(copy);
}
