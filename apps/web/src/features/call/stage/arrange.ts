import { countFitting, fitGrid, type Box } from './fitGrid.ts';

type Part = 'main' | 'grid' | 'strip' | 'corner';

/** Where a tile stands, in CSS pixels from the start and the top of the stage. */
export type Place = {
  readonly key: string;
  readonly part: Part;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Wish = {
  readonly box: Box;
  /** All there are, in the order in which they came. */
  readonly keys: readonly string[];
  /** Large, with the others beside it. */
  readonly mainKey?: string | undefined;
  /** Small, above the corner of another one that has all the room. */
  readonly cornerKey?: string | undefined;
  /** From 0. One that is not there any more is the last one. */
  readonly page: number;
};

export type Arrangement = {
  /** Those that are on this page. */
  readonly places: readonly Place[];
  readonly page: number;
  readonly pageCount: number;
};

/** The rings of two who speak at once, 3 pixels each, keep apart. */
const GAP = 12;
/** The row below the tiles with which one turns the pages. */
const PAGER_HEIGHT = 56;

/** Finds a place for every tile of a page, on a window of any shape. The same wish has the same answer: nothing jumps. */
export function arrange(wish: Wish): Arrangement {
  const whole = arrangeIn(wish);
  if (whole.pageCount === 1) return whole;
  return arrangeIn({ ...wish, box: { ...wish.box, height: Math.max(0, wish.box.height - PAGER_HEIGHT) } });
}

function arrangeIn(wish: Wish): Arrangement {
  const { box, keys, mainKey, cornerKey } = wish;
  if (box.width <= 0 || box.height <= 0) return { places: [], page: 0, pageCount: 1 };
  if (mainKey !== undefined && keys.includes(mainKey)) return arrangeAround(mainKey, wish);
  if (cornerKey !== undefined && keys.includes(cornerKey)) {
    const others = placeGrid(
      keys.filter((key) => key !== cornerKey),
      box,
    );
    return { places: [...others, placeCorner(cornerKey, box)], page: 0, pageCount: 1 };
  }
  const { shown, ...pages } = turnTo(keys, countFitting(box, GAP), wish.page);
  return { places: placeGrid(shown, box), ...pages };
}

function turnTo(keys: readonly string[], perPage: number, wanted: number) {
  const pageCount = Math.max(1, Math.ceil(keys.length / perPage));
  const page = Math.min(Math.max(0, wanted), pageCount - 1);
  return { shown: keys.slice(page * perPage, (page + 1) * perPage), page, pageCount };
}

/** Rows as full as they can be; the last one in the middle. */
function placeGrid(keys: readonly string[], box: Box): readonly Place[] {
  const { columns, width, height } = fitGrid(keys.length, box, GAP);
  const rows = Math.ceil(keys.length / columns);
  const top = (box.height - lengthOf(rows, height)) / 2;
  return keys.map((key, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, keys.length - row * columns);
    const left = (box.width - lengthOf(inRow, width)) / 2;
    const x = Math.round(left + (index % columns) * (width + GAP));
    return { key, part: 'grid', x, y: Math.round(top + row * (height + GAP)), width, height };
  });
}

const lengthOf = (count: number, size: number): number => count * size + Math.max(0, count - 1) * GAP;

function placeCorner(key: string, box: Box): Place {
  const isUpright = box.height > box.width;
  const width = Math.round(clamp(box.width * 0.2, { least: 104, most: 240 }));
  const height = Math.round(width * (isUpright ? 4 / 3 : 9 / 16));
  return { key, part: 'corner', x: box.width - width - 12, y: box.height - height - 12, width, height };
}

/** The strip stands where the window has room to spare: at the side of a wide one, below in an upright one. */
function arrangeAround(mainKey: string, { box, keys, page }: Wish): Arrangement {
  const others = keys.filter((key) => key !== mainKey);
  const whole = { x: 0, y: 0, ...box };
  if (others.length === 0) return { places: [{ key: mainKey, part: 'main', ...whole }], page: 0, pageCount: 1 };
  const strip = box.width > box.height * 1.15 ? toSideStrip(box, others.length) : toBottomStrip(box, others.length);
  const { shown, ...pages } = turnTo(others, strip.count, page);
  const start = (strip.length - lengthOf(shown.length, strip.step)) / 2;
  const places = shown.map((key, index): Place => {
    const offset = Math.round(start + index * (strip.step + GAP));
    return { key, part: 'strip', width: strip.width, height: strip.height, ...strip.at(offset) };
  });
  return { places: [{ key: mainKey, part: 'main', ...strip.main }, ...places], ...pages };
}

type Strip = Box & {
  readonly main: Omit<Place, 'key' | 'part'>;
  readonly count: number;
  /** What one takes of the strip's length. */
  readonly step: number;
  readonly length: number;
  readonly at: (offset: number) => { readonly x: number; readonly y: number };
};

/** The size that is wanted, or a smaller one with which nobody is on another page, as long as it is not too small. */
function shrinkToFit(wanted: number, { least, fitting }: { readonly least: number; readonly fitting: number }): number {
  return fitting < wanted && fitting >= least ? fitting : wanted;
}

const shareOf = (length: number, count: number): number => (length + GAP) / count - GAP;

function toSideStrip(box: Box, people: number): Strip {
  const wanted = clamp(box.width * 0.18, { least: 132, most: 256 });
  const width = Math.floor(
    shrinkToFit(wanted, { least: Math.min(wanted, 160), fitting: (shareOf(box.height, people) * 16) / 9 }),
  );
  const height = Math.round((width * 9) / 16);
  const main = { x: 0, y: 0, width: box.width - width - GAP, height: box.height };
  const at = (y: number) => ({ x: box.width - width, y });
  return { width, height, main, at, step: height, length: box.height, count: countAlong(box.height, height) };
}

function toBottomStrip(box: Box, people: number): Strip {
  const height = Math.round(clamp(box.height * 0.16, { least: 84, most: 168 }));
  // Three at least, on the narrowest phone.
  const wanted = Math.min(height * 1.25, (box.width - 2 * GAP) / 3);
  const width = Math.floor(shrinkToFit(wanted, { least: height * 0.8, fitting: shareOf(box.width, people) }));
  const main = { x: 0, y: 0, width: box.width, height: box.height - height - GAP };
  const at = (x: number) => ({ x, y: box.height - height });
  return { width, height, main, at, step: width, length: box.width, count: countAlong(box.width, width) };
}

const countAlong = (length: number, step: number): number => Math.max(1, Math.floor((length + GAP) / (step + GAP)));

const clamp = (value: number, { least, most }: { readonly least: number; readonly most: number }): number =>
  Math.min(most, Math.max(least, value));
