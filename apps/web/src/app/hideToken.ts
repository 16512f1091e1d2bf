/** A path without its join token, and the history state that keeps it: it survives a reload, and no log or shared link shows it. */
export type TokenFreePath = { readonly path: string; readonly state: { readonly token: string } | undefined };

/** Takes `token=` out of a path's query. */
export function hideToken(path: string): TokenFreePath {
  const start = path.indexOf('?');
  if (start === -1) return { path, state: undefined };
  const query = new URLSearchParams(path.slice(start));
  const token = query.get('token');
  if (token === null) return { path, state: undefined };
  query.delete('token');
  const rest = query.toString();
  return { path: `${path.slice(0, start)}${rest === '' ? '' : `?${rest}`}`, state: { token } };
}

/** The token that the history state keeps. */
export function readToken(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('token' in state)) return undefined;
  return typeof state.token === 'string' && state.token !== '' ? state.token : undefined;
}

/** Puts a renewed token into the place of the one before, for a reload or another visit. */
export function keepToken(history: Pick<History, 'state' | 'replaceState'>, token: string): void {
  const before: unknown = history.state;
  history.replaceState({ ...(typeof before === 'object' ? before : undefined), token }, '');
}
