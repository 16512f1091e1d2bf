import type { Bench, Figure } from './Bench.ts';

/** Runs one bench and puts away what it has started, also when it fails. */
export async function runBench(bench: Bench, say: (line: string) => void): Promise<readonly Figure[]> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    return await bench({ say, afterwards: (end) => void ends.push(end) });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
