/** What the rest of this process may write, whatever writes it. Never secrets, SDP, candidates, addresses or names. */
export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};
