import type { openCall } from './openCall.tsx';

/** Every screen there is: how it comes about, and by what one knows that it is there. */
export const screens: Readonly<Record<string, readonly [scene: Parameters<typeof openCall>[0], there: string]>> = {
  lobby: [{ isLobby: true, entry: 'free', isOtherTab: true }, 'Ready to join?'],
  'lobby of a locked room': [{ isLobby: true, entry: 'locked' }, 'The meeting is locked'],
  'lobby without devices': [{ isLobby: true, fault: 'denied' }, 'The browser may not use the camera'],
  waiting: [{ ends: 'waiting' }, 'Waiting to be let in'],
  'a problem': [{ problem: 'roomFull' }, 'This meeting is full'],
  left: [{ ends: 'left' }, 'You left the meeting'],
  removed: [{ ends: 'removed' }, 'A host has removed you'],
  alone: [{ others: 0 }, 'You are the only one here'],
  'a call': [{ hasTroubles: true, hasHands: true, hasScreen: true }, 'Hand raised'],
  reconnecting: [{ signaling: 'reconnecting' }, 'you can go on talking'],
  repairing: [{ media: 'repairing', unheardBy: 1, hasChanged: true }, 'are being repaired'],
  'somebody at the door': [{ isHost: true, waiting: 1 }, 'would like to join'],
  chat: [{ hasChat: true, view: { panel: 'chat' } }, 'Loud and clear.'],
  people: [{ isHost: true, waiting: 2, hasHands: true, view: { panel: 'people' } }, 'For hosts'],
  captions: [{ view: { hasCaptions: true } }, 'Caption my words'],
  settings: [{ view: { dialog: 'settings' } }, 'Sound and picture'],
  invitation: [{ view: { dialog: 'invite' } }, 'Whoever has this link can join.'],
  shortcuts: [{ view: { dialog: 'shortcuts' } }, 'Talk while it is held'],
  'a call without devices': [{ fault: 'missing' }, 'Unmute'],
  'settings with a model': [{ hasModel: true, view: { dialog: 'settings' } }, 'Background'],
  'many, in pages': [{ others: 59 }, '1 / 2'],
};
