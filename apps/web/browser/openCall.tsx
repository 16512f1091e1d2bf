import { RoomPage } from '../src/features/room/RoomPage.tsx';
import { FakeCallSession, type FakeCallOptions } from '../src/dev/FakeCallSession.ts';
import type { CallView } from '../src/stores/callView.ts';
import type { Preferences } from '../src/device/preferences.ts';
import { show } from './show.tsx';

type Scene = Partial<FakeCallOptions> & {
  /** Stays in the lobby. */
  readonly isLobby?: boolean;
  readonly view?: Partial<CallView>;
  readonly preferences?: Partial<Preferences>;
};

/** A room with scripted people in it. */
export function openCall({ isLobby = false, view = {}, preferences = {}, ...options }: Scene = {}) {
  const session = new FakeCallSession({ ...plainCall, ...options });
  history.replaceState(null, '', `?name=Ada${isLobby ? '' : '&join=1'}`);
  const place = show(<RoomPage roomId="scripted" openSession={() => session} view={view} />, preferences);
  return { session, place };
}

export const plainCall: FakeCallOptions = {
  displayName: 'Ada',
  wanted: { microphone: true, camera: true },
  others: 3,
  problem: undefined,
  signaling: 'connected',
  media: 'connected',
  ends: undefined,
  hasScreen: false,
  hasChat: false,
  hasHands: false,
  isHost: false,
  waiting: 0,
  names: undefined,
};
