import type { Shown, Source, WantedLayers, WantedOfPicture } from '@confab/protocol';

/** The layers of a picture, the smallest first. */
const names = ['low', 'mid', 'high'] as const;
type Layer = (typeof names)[number];

/** What a camera's top layer measures; each one below has half of it. */
const TOP = { width: 1_280, height: 720 };
/** So much larger than it is a picture may be shown before it looks blurred. */
const STRETCH = 1.25;
/** A layer is left for a smaller one only when that is enough by so much: a tile at the limit must not go to and fro. */
const SLACK = 0.9;

/** The smallest layer that is large enough; `before`: the one in use. Undefined: nothing is known, so all of it. */
export function pickLayers(shown: Shown | undefined, before: WantedLayers = 'low'): WantedLayers {
  if (shown === null) return 'none';
  if (!shown) return 'high';
  // The picture fills its tile: the side that needs more counts.
  const needed = Math.max(shown.width / TOP.width, shown.height / TOP.height) / STRETCH;
  return names.find((name) => needed <= reach(name) * (isBelow(name, before) ? SLACK : 1)) ?? 'high';
}

const reach = (name: Layer): number => 2 ** (names.indexOf(name) - (names.length - 1));

const order: readonly WantedLayers[] = ['none', ...names];
export const isBelow = (one: WantedLayers, other: WantedLayers): boolean => order.indexOf(one) < order.indexOf(other);

/** What has to be sent of a picture. `outer`: of three layers all but the middle one (FW12). */
export type NeededLayers = WantedLayers | 'outer';

/** A bit for each layer, the lowest first: those that are larger need the smaller ones, too. */
const bits: Readonly<Record<NeededLayers, number>> = { none: 0b000, low: 0b001, mid: 0b011, outer: 0b101, high: 0b111 };
const needs: readonly NeededLayers[] = ['none', 'low', 'mid', 'outer', 'high'];

export const isWithin = (one: NeededLayers, other: NeededLayers): boolean => (bits[one] | bits[other]) === bits[other];

/** What anybody needs. */
export function together(needed: Iterable<NeededLayers>): NeededLayers {
  const all = [...needed].reduce((sum, one) => sum | bits[one], 0);
  return needs.find((one) => bits[one] === all) ?? 'high';
}

/** As a sender is told. */
export const toWanted = (needed: NeededLayers): WantedOfPicture =>
  needed === 'outer' ? { layers: 'high', withoutMid: true } : { layers: needed };

/** As mediasoup counts the layers of a stream that has so many. */
export const toSpatialLayer = (layers: WantedLayers, count: number): number =>
  layers === 'none' ? 0 : Math.min(names.indexOf(layers), count - 1);

/** Who gets the bandwidth when it is not enough for all (FW3): so many steps up in a round of everyone's. */
export function toPriority(source: Source, shown: Shown | undefined): number {
  if (source === 'screen') return 8;
  return shown?.inFront ? 4 : 1;
}
