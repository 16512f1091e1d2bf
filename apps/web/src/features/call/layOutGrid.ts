/** How many tiles stand side by side, and how large each is, in CSS pixels. */
export type GridLayout = { readonly columns: number; readonly width: number; readonly height: number };

export type Box = { readonly width: number; readonly height: number };

/**
 * The largest equal tiles that fit into the box. A tile may be as wide as a camera's picture,
 * and as narrow as a face bears: little of anybody is cropped.
 */
export function layOutGrid(count: number, box: Box, gap: number): GridLayout {
  const narrowest = narrowestFor(count, box);
  let best: GridLayout = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const tile = fitTile(columns, Math.ceil(count / columns), { box, gap, narrowest });
    if (tile.width * tile.height > best.width * best.height) best = { columns, ...tile };
  }
  return best.width >= SMALLEST.width && best.height >= SMALLEST.height ? best : scrollingGrid(box, gap);
}

/** A few faces may fill a phone that is held upright, as its own camera's picture would. */
function narrowestFor(count: number, box: Box): number {
  if (box.width >= box.height) return 4 / 3;
  return count <= 4 ? 9 / 16 : 3 / 4;
}

type Limits = { readonly box: Box; readonly gap: number; readonly narrowest: number };

function fitTile(columns: number, rows: number, { box, gap, narrowest }: Limits): Box {
  const width = (box.width - gap * (columns - 1)) / columns;
  const height = (box.height - gap * (rows - 1)) / rows;
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  return {
    width: Math.floor(Math.min(width, height * WIDEST)),
    height: Math.floor(Math.min(height, width / narrowest)),
  };
}

/** Too many to see at once: tiles of a size that still shows a face, and the rest below. */
function scrollingGrid({ width }: Box, gap: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (SMALLEST.width + gap)));
  const tile = Math.max(0, Math.floor((width - gap * (columns - 1)) / columns));
  return { columns, width: tile, height: Math.floor(tile / (4 / 3)) };
}

const WIDEST = 16 / 9;
/** A face and a name can still be told. */
const SMALLEST: Box = { width: 88, height: 72 };
