/** How a program ended: by itself with a code, by a signal, or, with `reason`, before it ran at all. */
export type Exit = { readonly code: number | null; readonly signal: string | null; readonly reason?: string };

/** A running program, as far as its supervisor needs to know it. */
export type Child = {
  /** The program says on which port it listens; at most once. */
  onListening(listener: (port: number) => void): void;
  /** Exactly once, never before the listener is set. */
  onExit(listener: (exit: Exit) => void): void;
  /** Asks it to stop. */
  terminate(): void;
  /** Ends it and everything that it started, now. */
  kill(): void;
};

/** sysexits.h: the configuration is wrong, which no restart mends. */
export const EXIT_CONFIG = 78;
/** sysexits.h: something that is needed, such as a port, cannot be had at the moment. */
export const EXIT_UNAVAILABLE = 69;

export function describeExit({ code, signal, reason }: Exit): string {
  if (reason !== undefined) return `could not be started (${reason})`;
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
