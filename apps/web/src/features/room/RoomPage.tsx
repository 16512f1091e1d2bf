import { toSignalingUrl } from '@confab/client';
import { useEffect, useState } from 'react';
import { keepToken, readToken } from '../../app/hideToken.ts';
import { usePreferences } from '../../device/PreferencesContext.ts';
import { readSavedName } from '../../device/savedName.ts';
import type { OpenSession } from '../../stores/Session.ts';
import type { CallView } from '../../stores/callView.ts';
import { CallPage } from '../call/CallPage.tsx';
import { followParent } from '../embed/followParent.ts';
import { LobbyPage } from '../lobby/LobbyPage.tsx';
import { CallContext, useCall } from './CallContext.ts';
import { JoiningPage } from './JoiningPage.tsx';
import { LeftPage } from './LeftPage.tsx';
import { parseRoomQuery, type RoomQuery } from './parseRoomQuery.ts';
import { ProblemPage } from './ProblemPage.tsx';
import { WaitingPage } from './WaitingPage.tsx';
import { Visit } from './Visit.ts';

type Props = {
  readonly roomId: string;
  readonly openSession: OpenSession;
  readonly view?: Partial<CallView>;
};

/** A room, from the lobby to the good-bye. */
export function RoomPage({ roomId, openSession, view }: Props) {
  const preferences = usePreferences();
  const openVisit = (query: RoomQuery) => {
    const { displayName = readSavedName(), wanted, joinsAtOnce, isDirectAllowed } = query;
    const token = readToken(history.state);
    const session = openSession({
      roomId,
      displayName,
      wanted,
      isDirectAllowed,
      signalingUrl: toSignalingUrl(location),
      ...(token !== undefined && { token, onToken: (renewed) => keepToken(history, renewed) }),
    });
    return new Visit({ roomId, session, joinsAtOnce, view, effects: () => preferences.getState().effects });
  };
  const [visit, setVisit] = useState(() => openVisit(parseRoomQuery(location.search)));
  useEffect(() => visit.hold(), [visit]);
  useEffect(() => followParent(visit), [visit]);

  const comeBack = () => {
    const { displayName, microphone, camera } = visit.store.getState().self;
    const wanted = { microphone: microphone.wanted, camera: camera.wanted };
    setVisit(openVisit({ ...parseRoomQuery(location.search), displayName, wanted, joinsAtOnce: true }));
  };

  return (
    <CallContext value={visit}>
      <CurrentPage joinsAtOnce={visit.joinsAtOnce} onComeBack={comeBack} />
    </CallContext>
  );
}

function CurrentPage({ joinsAtOnce, onComeBack }: { readonly joinsAtOnce: boolean; readonly onComeBack: () => void }) {
  const state = useCall((call) => call.state);
  switch (state) {
    case 'lobby':
    case 'joining':
      return joinsAtOnce ? <JoiningPage /> : <LobbyPage />;
    case 'waiting':
      return <WaitingPage />;
    case 'in-call':
      return <CallPage />;
    case 'left':
      return <LeftPage onRejoin={onComeBack} />;
    case 'error':
      return <ProblemPage onRetry={onComeBack} />;
  }
}
