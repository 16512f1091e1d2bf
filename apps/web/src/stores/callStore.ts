import type { CallSnapshot } from '@confab/client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { keepOwn, MENDED_MS } from './keepOwn.ts';
import type { Session } from './Session.ts';

/** What the pages draw of a call. */
export type DrawnCall = CallSnapshot;

/** What the pages draw: plain data that survives JSON. Tracks are looked up by id in `session.tracks`. */
export type CallStore = StoreApi<DrawnCall>;

export const createCallStore = (snapshot: DrawnCall): CallStore => createStore<DrawnCall>()(() => snapshot);

/** The only writer of the store: follows the session until the returned function is called. */
export function bindCallStore(session: Pick<Session, 'getSnapshot' | 'subscribe'>, store: CallStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  // Replaced, not merged: a field that is gone from the snapshot, such as `problem`, must be gone here.
  const copy = () => {
    settle();
    store.setState(session.getSnapshot(), true);
  };
  const follow = () => {
    const drawn = keepOwn(store.getState(), session.getSnapshot());
    if (drawn === session.getSnapshot()) return copy();
    timer ??= setTimeout(copy, MENDED_MS);
    store.setState(drawn, true);
  };
  copy();
  const unsubscribe = session.subscribe(follow);
  return () => {
    unsubscribe();
    settle();
  };
}
