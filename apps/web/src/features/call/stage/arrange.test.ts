import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, type Place } from './arrange.ts';

const box = { width: 1408, height: 780 };
const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
const keysOf = (places: readonly Place[]) => places.map(({ key }) => key);

const overlap = (one: Place, other: Place): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

describe('arrange', () => {
  it('has everybody on one page of a gallery of 49, in order, and pages beyond', () => {
    expect(keysOf(arrange({ box, keys: people(49), page: 0 }).places)).toEqual(people(49));
    const second = arrange({ box, keys: people(60), page: 1 });
    expect([keysOf(second.places), second.pageCount]).toEqual([people(60).slice(49), 2]);
  });

  it('turns to the last page when the wanted one is gone', () => {
    expect(arrange({ box, keys: people(60), page: 7 }).page).toBe(1);
    expect(arrange({ box, keys: people(5), page: 1 })).toMatchObject({ page: 0, pageCount: 1 });
  });

  it('has somebody in front with the others beside it, below it on a phone', () => {
    const wide = arrange({ box, keys: people(4), mainKey: 'p2', page: 0 });
    expect(keysOf(wide.places)).toEqual(['p2', 'p0', 'p1', 'p3']);
    expect(new Set(wide.places.slice(1).map(({ x }) => x)).size).toBe(1);
    const phone = arrange({ box: { width: 374, height: 700 }, keys: people(4), mainKey: 'p2', page: 0 });
    expect(new Set(phone.places.slice(1).map(({ y }) => y)).size).toBe(1);
  });

  it('makes those beside somebody in front a little smaller rather than have a second page', () => {
    const window = { width: 1256, height: 620 };
    const of = (count: number) => arrange({ box: window, keys: people(count), mainKey: 'p0', page: 0 });
    const [four, six, twelve] = [of(5), of(7), of(13)];
    expect([four.pageCount, six.pageCount]).toEqual([1, 1]);
    expect(six.places.at(-1)?.width).toBeLessThan(four.places.at(-1)?.width ?? 0);
    // Nobody is made so small that a face cannot be told: then there are pages.
    expect(twelve.pageCount).toBeGreaterThan(1);
    expect(twelve.places.at(-1)?.width).toBe(four.places.at(-1)?.width);
  });

  it('gives all the room to one in front who is alone', () => {
    expect(arrange({ box, keys: ['a'], mainKey: 'a', page: 0 }).places).toEqual([
      { key: 'a', part: 'main', x: 0, y: 0, ...box },
    ]);
  });

  it('puts one in the corner above the other', () => {
    const { places } = arrange({ box, keys: ['self', 'bob'], cornerKey: 'self', page: 0 });
    expect(places[0]).toEqual({ key: 'bob', part: 'grid', x: 0, y: 0, ...box });
    expect(places[1]).toMatchObject({ key: 'self', part: 'corner' });
  });

  it('knows no one who is not there', () => {
    const { places } = arrange({ box, keys: people(3), mainKey: 'gone', cornerKey: 'gone', page: 0 });
    expect(places.map(({ part }) => part)).toEqual(['grid', 'grid', 'grid']);
  });

  it('keeps every tile inside and apart from the others, whatever the window', () => {
    const wish = fc.record({
      box: fc.record({ width: fc.integer({ min: 280, max: 3840 }), height: fc.integer({ min: 200, max: 2160 }) }),
      count: fc.integer({ min: 1, max: 100 }),
      hasMain: fc.boolean(),
      page: fc.integer({ min: -1, max: 9 }),
    });
    fc.assert(
      fc.property(wish, ({ box: window, count, hasMain, page }) => {
        const { places } = arrange({ box: window, keys: people(count), page, mainKey: hasMain ? 'p0' : undefined });
        expect(places.length).toBeGreaterThan(0);
        for (const [index, place] of places.entries()) {
          expect(place.x).toBeGreaterThanOrEqual(0);
          expect(place.y).toBeGreaterThanOrEqual(0);
          expect(place.x + place.width).toBeLessThanOrEqual(window.width);
          expect(place.y + place.height).toBeLessThanOrEqual(window.height);
          expect(places.slice(index + 1).some((other) => overlap(place, other))).toBe(false);
        }
      }),
    );
  });

  it('has every tile on exactly one page', () => {
    const small = { width: 374, height: 500 };
    const keys = people(40);
    const { pageCount } = arrange({ box: small, keys, page: 0 });
    const seen = Array.from({ length: pageCount }, (_, page) => keysOf(arrange({ box: small, keys, page }).places));
    expect(seen.flat()).toEqual(keys);
  });
});
