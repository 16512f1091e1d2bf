/** sysexits.h: the configuration is wrong, which no restart mends. */
export const EXIT_CONFIG = 78;
/** sysexits.h: something that is needed, such as a port, cannot be had at the moment. */
export const EXIT_UNAVAILABLE = 69;

/** Why this process cannot start, with the cure, for the person who started it. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly exitCode: number;

  constructor(exitCode: typeof EXIT_CONFIG | typeof EXIT_UNAVAILABLE, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
