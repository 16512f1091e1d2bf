export type Point = { readonly x: number; readonly y: number };

/** The line that comes nearest to all points (least squares). */
export function fitLine(points: readonly Point[]): { readonly slope: number; readonly intercept: number } {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = mean((point) => (point.x - x) ** 2);
  const slope = mean((point) => (point.x - x) * (point.y - y)) / spread;
  return { slope, intercept: y - slope * x };
}
