/** What the query of a room's link asks for. */
export type RoomQuery = {
  readonly displayName: string | undefined;
  /** Join at once, without the lobby. */
  readonly joinsAtOnce: boolean;
  /** Whether two may talk without the server in between, which shows each the other's addresses. */
  readonly isDirectAllowed: boolean;
  readonly wanted: { readonly microphone: boolean; readonly camera: boolean };
};

export function parseRoomQuery(search: string): RoomQuery {
  const query = new URLSearchParams(search);
  return {
    displayName: query.get('name')?.trim() || undefined,
    joinsAtOnce: query.get('join') === '1',
    isDirectAllowed: query.get('p2p') !== 'off',
    wanted: { microphone: query.get('mic') !== '0', camera: query.get('camera') !== '0' },
  };
}
