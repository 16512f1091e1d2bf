import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { LandingPage } from '../src/features/landing/LandingPage.tsx';
import { NotFoundPage } from '../src/app/NotFoundPage.tsx';
import { expectAccessibleInBothThemes } from './expectAccessible.ts';
import { openCall } from './openCall.tsx';
import { show } from './show.tsx';

/** Every screen there is: how it comes about, and by what one knows that it is there. */
const screens: Readonly<Record<string, readonly [scene: Parameters<typeof openCall>[0], there: string]>> = {
  lobby: [{ isLobby: true, entry: 'free', isOtherTab: true }, 'Ready to join?'],
  'lobby of a locked room': [{ isLobby: true, entry: 'locked' }, 'The meeting is locked'],
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
  'many, in pages': [{ others: 59 }, '1 / 2'],
};

it.each(Object.entries(screens))('%s is accessible in both themes', async (_name, [scene, there]) => {
  openCall(scene);
  await expect.element(page.getByText(there).first()).toBeInTheDocument();
  await expectAccessibleInBothThemes();
});

it('the first page is accessible in both themes', async () => {
  show(<LandingPage />);
  await expect.element(page.getByRole('button', { name: 'New meeting' })).toBeVisible();
  await expectAccessibleInBothThemes();
});

it('the page of addresses that lead nowhere is accessible in both themes', async () => {
  show(<NotFoundPage />);
  await expect.element(page.getByText('There is nothing here')).toBeVisible();
  await expectAccessibleInBothThemes();
});

beforeEach(() => {
  document.documentElement.lang = 'en';
});
