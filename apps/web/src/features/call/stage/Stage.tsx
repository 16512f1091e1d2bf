import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { useText } from '../../../text/TextContext.ts';
import { useCall, useView, useVisit } from '../../room/CallContext.ts';
import { arrange } from './arrange.ts';
import { chooseMain, orderTiles } from './chooseMain.ts';
import styles from './Stage.module.css';
import { Tile } from './Tile.tsx';
import { SELF_KEY, toTiles, type TileView } from './toTiles.ts';
import { useGradually } from '../useGradually.ts';
import { useActiveSpeaker } from './useActiveSpeaker.ts';
import { useBox } from './useBox.ts';
import { useShowing } from './useShowing.ts';

/** Everybody in the call. Redrawn when people come, go or move; who speaks concerns each tile alone. */
export function Stage() {
  const { call: words } = useText();
  const tiles = useTiles();
  const mainKey = useMainKey(tiles);
  const page = useView((view) => view.page);
  const { ref, box, isResizing } = useBox();
  const arrangement = useMemo(() => {
    const keys = orderTiles(tiles, mainKey).map(({ key }) => key);
    const cornerKey = keys.length === 2 && keys.includes(SELF_KEY) ? SELF_KEY : undefined;
    return arrange({ box, keys, mainKey, cornerKey, page });
  }, [tiles, mainKey, page, box]);
  const places = new Map(arrangement.places.map((place) => [place.key, place]));
  // Their places are kept for them from the start: nothing jumps while they come.
  const drawn = useGradually(useMemo(() => arrangement.places.map(({ key }) => key), [arrangement]));
  useShowing(tiles, arrangement.places);
  return (
    <section ref={ref} className={styles.stage} aria-label={words.participants} data-still={isResizing}>
      {tiles.map((tile) => {
        const place = places.get(tile.key);
        return place && drawn.has(tile.key) && <Tile key={tile.key} tile={tile} place={place} />;
      })}
      {arrangement.pageCount > 1 && <Pager page={arrangement.page} count={arrangement.pageCount} />}
    </section>
  );
}

function useTiles(): readonly TileView[] {
  const self = useCall((call) => call.self);
  const peers = useCall((call) => call.peers);
  const quality = useCall((call) => call.quality);
  const isSelfHidden = useView((view) => view.isSelfHidden);
  return useMemo(() => {
    const tiles = toTiles({ self, peers, quality });
    return isSelfHidden && tiles.length > 1 ? tiles.filter(({ key }) => key !== SELF_KEY) : tiles;
  }, [self, peers, quality, isSelfHidden]);
}

function useMainKey(tiles: readonly TileView[]): string | undefined {
  const layout = useView((view) => view.layout);
  const pinnedKey = useView((view) => view.pinnedKey);
  const spotlightId = useCall((call) => call.room.spotlightId);
  const selfId = useCall((call) => call.self.peerId);
  const speakerId = useActiveSpeaker();
  return chooseMain(tiles, { layout, pinnedKey, spotlightId, selfId, speakerId });
}

function Pager({ page, count }: { readonly page: number; readonly count: number }) {
  const { call: words } = useText();
  const { view } = useVisit();
  const turn = (next: number) => view.setState({ page: (next + count) % count });
  return (
    <div className={styles.pager}>
      <button type="button" className={styles.turn} aria-label={words.previousPage} onClick={() => turn(page - 1)}>
        <ChevronLeft size={20} aria-hidden="true" />
      </button>
      <span role="status" aria-label={words.page(page + 1, count)}>
        {page + 1} / {count}
      </span>
      <button type="button" className={styles.turn} aria-label={words.nextPage} onClick={() => turn(page + 1)}>
        <ChevronRight size={20} aria-hidden="true" />
      </button>
    </div>
  );
}
