/** Does it for each, so many at a time. */
export async function inParallel<T>(things: readonly T[], width: number, work: (thing: T) => Promise<void>) {
  const waiting = [...things];
  const worker = async () => {
    for (let thing = waiting.shift(); thing !== undefined; thing = waiting.shift()) await work(thing);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
