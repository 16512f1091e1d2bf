import type { Bench, Figure, Tools } from './Bench.ts';

/** Runs one bench and puts away what it has started, also when it fails. */
export async function runBench(
  bench: Bench,
  { options, say }: Pick<Tools, 'options' | 'say'>,
): Promise<readonly Figure[]> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    return await bench({ options, say, afterwards: (end) => void ends.push(end) });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
