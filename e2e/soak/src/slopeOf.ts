/** One size at one time. */
export type Point = { readonly atMs: number; readonly value: number };

/** How fast something grows by the hour, and how sure that is. */
export type Slope = {
  readonly perHour: number;
  /** The lower end of what it is with a certainty of 95 %: below it, the growth may be chance. */
  readonly atLeast: number;
};

const HOUR_MS = 3_600_000;
/** Of the normal distribution, for 95 % on each side of it. */
const CERTAINTY = 1.96;
/** The least of each such time counts: what a collector leaves behind, not what waits for it. */
const BUCKET_MS = 30_000;

/** The line through the lowest values (least squares). Undefined where there are too few to tell anything. */
export function slopeOf(points: readonly Point[]): Slope | undefined {
  const lows = lowestOfEach(points);
  if (lows.length < 4) return undefined;
  const mean = (pick: (point: Point) => number) => lows.reduce((sum, one) => sum + pick(one), 0) / lows.length;
  const [meanAt, meanValue] = [mean(({ atMs }) => atMs), mean(({ value }) => value)];
  const spread = lows.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0);
  const slope = lows.reduce((sum, { atMs, value }) => sum + (atMs - meanAt) * (value - meanValue), 0) / spread;
  const rest = lows.reduce((sum, { atMs, value }) => sum + (value - meanValue - slope * (atMs - meanAt)) ** 2, 0);
  const error = Math.sqrt(rest / (lows.length - 2) / spread);
  return { perHour: slope * HOUR_MS, atLeast: (slope - CERTAINTY * error) * HOUR_MS };
}

function lowestOfEach(points: readonly Point[]): readonly Point[] {
  const lows = new Map<number, Point>();
  for (const point of points) {
    const bucket = Math.floor(point.atMs / BUCKET_MS);
    const low = lows.get(bucket);
    if (!low || point.value < low.value) lows.set(bucket, point);
  }
  return [...lows.values()];
}
