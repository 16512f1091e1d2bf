/** One thing that was measured. */
export type Figure = {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What we want it to be; without one it is told and not judged. */
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number };
  /** Under which conditions, where they are this figure's own. */
  readonly note?: string;
};

export type Tools = {
  /** What was said behind the names: `--joins 10`. */
  readonly options: Readonly<Record<string, string>>;
  /** One line for who waits. */
  readonly say: (line: string) => void;
  /** Has this run whatever happens before the bench is over; the newest first. */
  readonly afterwards: (end: () => Promise<void> | void) => void;
};

/** A bench measures ours and its yardstick in one run, taking turns, and fails when what it measured does not count. */
export type Bench = (tools: Tools) => Promise<readonly Figure[]>;

export function isMet({ value, aim }: Figure): boolean | undefined {
  if (!aim) return undefined;
  return 'atLeast' in aim ? value >= aim.atLeast : value <= aim.atMost;
}
