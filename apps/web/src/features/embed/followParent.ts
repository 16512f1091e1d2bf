import { parseCommand, PROTOCOL, type EmbedCommand, type EmbedState } from '@confab/embed';
import type { DrawnCall } from '../../stores/callStore.ts';
import { run } from '../../app/run.ts';
import type { Visit } from '../room/Visit.ts';
import { isFitName } from '../room/isFitName.ts';

/**
 * Lets the page around this one, if there is one, know of the call and steer it. Who may be around is the server's
 * to say (`EMBED_ORIGINS`, CSP frame-ancestors); who is not our direct parent is not listened to.
 */
export function followParent(visit: Visit, frame: Pick<Window, 'parent'> = window): () => void {
  const { parent } = frame;
  if (parent === window) return () => undefined;
  let origin: string | undefined;
  let told = '';
  const tell = () => {
    if (origin === undefined) return;
    const state = toEmbedState(visit.store.getState());
    const text = JSON.stringify(state);
    if (text === told) return;
    told = text;
    parent.postMessage({ confab: PROTOCOL, type: 'state', state }, origin);
  };
  const onMessage = (event: MessageEvent) => {
    if (event.source !== parent) return;
    const command = parseCommand(event.data);
    if (!command) return;
    origin = event.origin;
    if (command.type === 'hello') told = '';
    obey(visit, command);
    tell();
  };
  addEventListener('message', onMessage);
  // Whose page it is is not known yet, so this says nothing else.
  parent.postMessage({ confab: PROTOCOL, type: 'ready' }, '*');
  const stop = visit.store.subscribe(tell);
  return () => {
    stop();
    removeEventListener('message', onMessage);
  };
}

function obey(visit: Visit, command: EmbedCommand): void {
  const { session, store } = visit;
  const { state, self } = store.getState();
  switch (command.type) {
    case 'hello':
      return;
    case 'join': {
      const name = command.displayName ?? self.displayName;
      return state === 'lobby' && isFitName(name) ? visit.join(name.trim()) : undefined;
    }
    case 'leave':
      return session.leave();
    case 'setMicrophone':
      return run(session.setMicrophone(command.on));
    case 'setCamera':
      return run(session.setCamera(command.on));
  }
}

/** No more than the page around needs: it is somebody else's. */
const toEmbedState = ({ state, self, peers }: DrawnCall): EmbedState => ({
  call: state,
  microphone: self.microphone.actual === 'on' ? 'on' : 'off',
  camera: self.camera.actual === 'on' ? 'on' : 'off',
  participants: peers.map(({ peerId, displayName, sources }) => ({
    id: peerId,
    name: displayName,
    muted: !sources.some(({ source, muted }) => source === 'microphone' && !muted),
  })),
});
