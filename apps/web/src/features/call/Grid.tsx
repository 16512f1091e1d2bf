import { useLayoutEffect, useMemo, useRef, useState, type CSSProperties } from 'react';
import { useText } from '../../text/TextContext.ts';
import { useCall } from '../room/CallContext.ts';
import styles from './Grid.module.css';
import { layOutGrid, type Box } from './layOutGrid.ts';
import { Tile } from './Tile.tsx';
import { toTiles } from './toTiles.ts';

/** Everybody in the call, in tiles as large as fit. With two, the other one has the room and oneself the corner. */
export function Grid() {
  const { call: words } = useText();
  const self = useCall((call) => call.self);
  const peers = useCall((call) => call.peers);
  const speakerIds = useCall((call) => call.speakerIds);
  const tiles = useMemo(() => toTiles(self, peers), [self, peers]);
  const { ref, box } = useBox();

  const isPair = tiles.length === 2;
  const { columns, width, height } = layOutGrid(isPair ? 1 : tiles.length, box, GAP);
  const size: TileSize = {
    '--tile-width': `${width}px`,
    '--tile-height': `${height}px`,
    '--row-width': `${columns * width + (columns - 1) * GAP}px`,
    '--grid-gap': `${GAP}px`,
  };

  return (
    <section ref={ref} className={styles.grid} aria-label={words.participants}>
      <div className={`${styles.tiles} ${isPair ? styles.pair : ''}`} style={size}>
        {tiles.map((tile) => (
          <Tile key={tile.key} tile={tile} isSpeaking={tile.kind !== 'screen' && speakerIds.includes(tile.peerId)} />
        ))}
      </div>
    </section>
  );
}

const GAP = 8;

type TileSize = CSSProperties & Record<`--${string}`, string>;

/** The size of an element's inside, known before the first picture is drawn. */
function useBox() {
  const ref = useRef<HTMLElement>(null);
  const [box, setBox] = useState<Box>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => setBox({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, box };
}
