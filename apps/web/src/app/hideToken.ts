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
