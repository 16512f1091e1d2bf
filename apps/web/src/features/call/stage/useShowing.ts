import { useEffect, useSyncExternalStore } from 'react';
import { useSession } from '../../room/CallContext.ts';
import type { Place } from './arrange.ts';
import { toShown } from './toShown.ts';
import type { TileView } from './toTiles.ts';

/** Lets the call know which pictures are to be seen here, and how large, so that no more is sent. */
export function useShowing(tiles: readonly TileView[], places: readonly Place[]): void {
  const session = useSession();
  const isPageVisible = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible');
  const floatingKey = useSyncExternalStore(onFloating, readFloatingKey);
  useEffect(() => {
    session.showing(toShown(tiles, places, { isPageVisible, floatingKey, devicePixelRatio }));
  }, [session, tiles, places, isPageVisible, floatingKey]);
}

const listen =
  (...events: readonly string[]) =>
  (listener: () => void): (() => void) => {
    for (const event of events) document.addEventListener(event, listener);
    return () => {
      for (const event of events) document.removeEventListener(event, listener);
    };
  };

const onVisibility = listen('visibilitychange');
// They bubble up from the video.
const onFloating = listen('enterpictureinpicture', 'leavepictureinpicture');

function readFloatingKey(): string | undefined {
  const tile = document.pictureInPictureElement?.closest<HTMLElement>('[data-peer-id]');
  return tile ? `${tile.dataset['peerId']}:${tile.dataset['source']}` : undefined;
}
