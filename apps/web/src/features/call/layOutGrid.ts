/** How many tiles stand side by side, and how large each is, in CSS pixels. */
export type GridLayout = { readonly columns: number; readonly width: number; readonly height: number };

export type Box = { readonly width: number; readonly height: number };

/**
 * The largest equal tiles that fit into the box. A tile may be as wide as a camera's picture,
 * and as narrow as a face bears: little of anybody is cropped.
 */
export function layOutGrid(count: number, box: Box, gap: number): GridLayout {
  const shape = toShape(count, box);
  let best: GridLayout = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const tile = fitTile(shape, {
      width: (box.width - gap * (columns - 1)) / columns,
      height: (box.height - gap * (Math.ceil(count / columns) - 1)) / Math.ceil(count / columns),
    });
    if (tile.width * tile.height > best.width * best.height) best = { columns, ...tile };
  }
  return best.width >= SMALLEST.width && best.height >= SMALLEST.height ? best : scrollingGrid(box, gap);
}

/** The bounds of width divided by height. */
type Shape = { readonly narrowest: number; readonly widest: number };

function toShape(count: number, { width, height }: Box): Shape {
  // One has the whole window, of nearly any shape.
  if (count === 1) return { narrowest: 1 / 2, widest: 2.2 };
  if (width >= height) return { narrowest: 4 / 3, widest: 16 / 9 };
  // On a phone held upright a few faces may fill it, as its own camera's picture would.
  return { narrowest: count <= 4 ? 9 / 16 : 3 / 4, widest: 16 / 9 };
}

function fitTile({ narrowest, widest }: Shape, { width, height }: Box): Box {
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  return {
    width: Math.floor(Math.min(width, height * widest)),
    height: Math.floor(Math.min(height, width / narrowest)),
  };
}

/** Too many to see at once: tiles of a size that still shows a face, and the rest below. */
function scrollingGrid({ width }: Box, gap: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (SMALLEST.width + gap)));
  const tile = Math.max(0, Math.floor((width - gap * (columns - 1)) / columns));
  return { columns, width: tile, height: Math.floor(tile / (4 / 3)) };
}

/** A face and a name can still be told. */
const SMALLEST: Box = { width: 88, height: 72 };
