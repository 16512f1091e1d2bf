/** For work that an event handler starts and nobody waits for: its failure reaches `window.onerror` instead of vanishing. */
export function run(work: Promise<unknown>): void {
  work.catch((cause: unknown) => reportError(cause));
}
