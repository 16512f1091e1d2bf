import { describe, expect, it } from 'vitest';
import { countFitting, fitGrid } from './fitGrid.ts';

const GAP = 8;
const wide = { width: 1408, height: 780 };
const laptop = { width: 1248, height: 600 };
const phone = { width: 366, height: 700 };
const counts = Array.from({ length: 49 }, (_, index) => index + 1);

describe('fitGrid', () => {
  it.each([
    ['wide', wide, 49],
    ['laptop', laptop, 49],
    ['phone', phone, 20],
  ])('fits everybody into a %s window, no larger for one more', (_, box, most) => {
    let before = Infinity;
    for (const count of counts.slice(0, most)) {
      const { columns, width, height } = fitGrid(count, box, GAP);
      const rows = Math.ceil(count / columns);
      expect(columns * width + (columns - 1) * GAP, `${count} side by side`).toBeLessThanOrEqual(box.width);
      expect(rows * height + (rows - 1) * GAP, `${count} stacked`).toBeLessThanOrEqual(box.height);
      expect(width * height, `area of ${count}`).toBeLessThanOrEqual(before);
      before = width * height;
    }
  });

  it('puts two side by side on a screen and one above the other on a phone', () => {
    expect(fitGrid(2, wide, GAP).columns).toBe(2);
    expect(fitGrid(2, phone, GAP).columns).toBe(1);
  });

  it('lets one fill the window, on a phone, too', () => {
    for (const box of [wide, laptop, phone]) expect(fitGrid(1, box, GAP)).toEqual({ columns: 1, ...box });
  });

  it('crops little of several: tiles are between portrait and 16:9', () => {
    for (const box of [wide, laptop, phone]) {
      for (const count of counts.slice(1)) {
        const { width, height } = fitGrid(count, box, GAP);
        expect(width / height).toBeLessThan(1.8);
        expect(width / height).toBeGreaterThan(box === phone ? 0.56 : 1.3);
      }
    }
  });

  it('has so many on a page that a face can still be told', () => {
    expect([countFitting(wide, GAP), countFitting(laptop, GAP)]).toEqual([49, 49]);
    expect(countFitting(phone, GAP)).toBeGreaterThanOrEqual(15);
    expect(fitGrid(countFitting(phone, GAP), phone, GAP).width).toBeGreaterThanOrEqual(116);
    expect(countFitting({ width: 90, height: 60 }, GAP)).toBe(1);
  });

  it('has no tiles of negative size in a box that is not there yet', () => {
    expect(fitGrid(4, { width: 0, height: 0 }, GAP)).toEqual({ columns: 1, width: 0, height: 0 });
  });
});
