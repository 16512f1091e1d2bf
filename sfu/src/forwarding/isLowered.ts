export type LayersNow = {
  /** Undefined while nothing flows. */
  readonly current: number | undefined;
  readonly wanted: number;
  /** Of each layer that its sender may send; 0 is one that does not come. */
  readonly senderScores: readonly number[];
};

/** Whether a picture reaches its receiver in a smaller layer than it wants, though its sender sends that: for want of bandwidth. */
export function isLowered({ current, wanted, senderScores }: LayersNow): boolean {
  if (current === undefined) return false;
  // With SVC all layers are one stream, of which is not said how far up it goes.
  const largestSent = senderScores.length > 1 ? senderScores.findLastIndex((score) => score > 0) : wanted;
  return current < Math.min(wanted, largestSent);
}
