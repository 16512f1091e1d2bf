import { cameraKey, SELF_KEY, type TileView } from './toTiles.ts';

export type Preference = {
  readonly layout: 'gallery' | 'speaker';
  readonly pinnedKey: string | undefined;
  /** Whom a host shows everyone in front. */
  readonly spotlightId: string | undefined;
  readonly selfId: string | undefined;
  readonly speakerId: string | undefined;
};

/** Who stands in front: what this person pinned, else a screen that is shown, else a host's choice, else who speaks. */
export function chooseMain(tiles: readonly TileView[], preference: Preference): string | undefined {
  const { layout, pinnedKey, spotlightId, selfId, speakerId } = preference;
  const has = (key: string | undefined) => key !== undefined && tiles.some((tile) => tile.key === key);
  if (has(pinnedKey)) return pinnedKey;
  const screen = tiles.findLast(({ kind }) => kind === 'screen');
  if (screen) return screen.key;
  const spotlightKey = spotlightId === selfId ? SELF_KEY : cameraKey(spotlightId ?? '');
  if (spotlightId !== undefined && has(spotlightKey)) return spotlightKey;
  if (layout === 'gallery') return undefined;
  const speakerKey = cameraKey(speakerId ?? '');
  return has(speakerKey) ? speakerKey : tiles.find(({ kind }) => kind === 'peer')?.key;
}

/** Whoever presents stands next to the screen; everybody else as they came. */
export function orderTiles(tiles: readonly TileView[], mainKey: string | undefined): readonly TileView[] {
  const screen = tiles.find(({ key, kind }) => key === mainKey && kind === 'screen');
  if (!screen) return tiles;
  const isPresenter = ({ kind, peerId }: TileView) => kind === 'peer' && peerId === screen.peerId;
  return [...tiles.filter(isPresenter), ...tiles.filter((tile) => !isPresenter(tile))];
}
