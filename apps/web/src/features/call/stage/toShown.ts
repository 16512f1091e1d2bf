import type { ShownPictures } from '@confab/client';
import type { Place } from './arrange.ts';
import type { TileView } from './toTiles.ts';

export type Onlooker = {
  readonly isPageVisible: boolean;
  readonly devicePixelRatio: number;
  /** The tile whose picture stands above all windows. */
  readonly floatingKey: string | undefined;
};

/** What is to be seen of the others, by the ids of their tracks, which are the keys of their tiles. */
export function toShown(tiles: readonly TileView[], places: readonly Place[], onlooker: Onlooker): ShownPictures {
  const byKey = new Map(places.map((place) => [place.key, place]));
  const shown = (key: string) => {
    const place = onlooker.isPageVisible ? byKey.get(key) : undefined;
    if (place) return toPicture(place, onlooker.devicePixelRatio);
    return key === onlooker.floatingKey ? FLOATING : null;
  };
  return Object.fromEntries(
    tiles.filter(({ kind }) => kind === 'peer' || kind === 'screen').map(({ key }) => [key, shown(key)]),
  );
}

const toPicture = ({ width, height, part }: Place, ratio: number) => ({
  width: width * ratio,
  height: height * ratio,
  inFront: part === 'main',
});

/** The browser keeps the size of such a window to itself. */
const FLOATING = { width: 640, height: 360, inFront: true };
