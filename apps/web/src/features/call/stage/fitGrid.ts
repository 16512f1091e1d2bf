/** How many tiles stand side by side, and how large each is, in CSS pixels. */
export type GridFit = { readonly columns: number; readonly width: number; readonly height: number };

export type Box = { readonly width: number; readonly height: number };

/**
 * The largest equal tiles that fit into the box. A tile may be as wide as a camera's picture,
 * and as narrow as a face bears: little of anybody is cropped.
 */
export function fitGrid(count: number, box: Box, gap: number): GridFit {
  const shape = toShape(count, box);
  let best: GridFit = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const tile = fitTile(shape, {
      width: (box.width - gap * (columns - 1)) / columns,
      height: (box.height - gap * (rows - 1)) / rows,
    });
    if (tile.width * tile.height > best.width * best.height) best = { columns, ...tile };
  }
  return best;
}

/** How many fit so that a face and a name can still be told; at least one. */
export function countFitting(box: Box, gap: number): number {
  let count = MOST;
  while (count > 1 && !isLargeEnough(fitGrid(count, box, gap))) count -= 1;
  return count;
}

const isLargeEnough = ({ width, height }: GridFit): boolean => width >= SMALLEST.width && height >= SMALLEST.height;

const MOST = 49;
const SMALLEST: Box = { width: 116, height: 84 };

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
