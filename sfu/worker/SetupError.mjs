/** An error for the user: its message is complete, says what to do, and needs no stack. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}
