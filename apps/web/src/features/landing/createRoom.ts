import { isRoomId, type RoomId } from '@confab/protocol';

/** Asks the server for a new room. Undefined when it gave none, for whatever reason. */
export async function createRoom(request: typeof fetch = fetch): Promise<RoomId | undefined> {
  try {
    const response = await request('/api/rooms', { method: 'POST' });
    if (!response.ok) return undefined;
    const body: unknown = await response.json();
    const found = typeof body === 'object' && body !== null && 'roomId' in body && body.roomId;
    return isRoomId(found) ? found : undefined;
  } catch {
    return undefined; // No network, or no JSON: for the person it is the same.
  }
}
