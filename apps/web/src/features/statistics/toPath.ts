export type PathShape = { readonly width: number; readonly height: number; readonly slots: number };

/** A line through the values for an SVG path, the newest at the right end; zero is at the bottom. */
export function toPath(values: readonly number[], { width, height, slots }: PathShape): string {
  const most = Math.max(...values, Number.MIN_VALUE);
  const start = slots - values.length;
  return values
    .map((value, index) => {
      const x = ((start + index) / Math.max(1, slots - 1)) * width;
      const y = height - (Math.max(0, value) / most) * (height - 1);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`;
    })
    .join('');
}
