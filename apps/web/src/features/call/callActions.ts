import { run } from '../../app/run.ts';
import type { CallView } from '../../stores/callView.ts';
import { toSwitch } from '../room/toSwitch.ts';
import type { Visit } from '../room/Visit.ts';

export type CallAction = 'microphone' | 'camera' | 'screen' | 'hand' | 'chat' | 'people' | 'view' | 'help';

/** What buttons and keys do, each the opposite of how it stands now. */
export function act(visit: Visit, action: CallAction): void {
  const { session, store, view } = visit;
  const { self } = store.getState();
  switch (action) {
    case 'microphone':
      return run(session.setMicrophone(!toSwitch(self.microphone).isOn));
    case 'camera':
      return run(session.setCamera(!toSwitch(self.camera).isOn));
    case 'screen':
      return canShareScreen() && self.role !== 'viewer' ? run(session.setScreen(!self.screen.wanted)) : undefined;
    case 'hand':
      // Refused while signaling is away: the hand stays as everybody sees it, and the banner says why.
      return void session.setHand(self.handRaised === undefined).catch(() => undefined);
    case 'chat':
    case 'people':
      return view.getState().panel === action ? closePanel(visit) : view.setState({ panel: action });
    case 'view':
      return view.setState({
        layout: view.getState().layout === 'gallery' ? 'speaker' : 'gallery',
        pinnedKey: undefined,
        page: 0,
      });
    case 'help':
      return view.setState({ dialog: 'shortcuts' });
  }
}

/** Gives the focus back to the button that opened it. */
export function closePanel({ view }: Visit): void {
  const { panel } = view.getState();
  view.setState({ panel: undefined });
  if (panel) document.getElementById(panelButtonIds[panel])?.focus();
}

export const panelButtonIds: Readonly<Record<NonNullable<CallView['panel']>, string>> = {
  chat: 'open-chat',
  people: 'open-people',
};

/** Browsers on phones cannot, and a page without TLS may not. */
export const canShareScreen = (): boolean =>
  // In a page without a secure context there are no media devices, whatever the types say.
  (navigator.mediaDevices as MediaDevices | undefined) !== undefined && 'getDisplayMedia' in navigator.mediaDevices;
