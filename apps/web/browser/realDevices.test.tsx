import { CallSession } from '@confab/client';
import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { RoomPage } from '../src/features/room/RoomPage.tsx';
import { show } from './show.tsx';

const mirror = page.getByRole('region', { name: 'Your preview' });
const picture = () => mirror.element().querySelector('video');

/** A lobby with this browser's own devices, of a server that nobody reaches. */
function openLobby() {
  const session = new CallSession({
    roomId: 'alone',
    signalingUrl: 'ws://localhost:1/ws',
    prepare: 'cold',
    wanted: { microphone: true, camera: true },
  });
  history.replaceState(null, '', '?name=Ada');
  show(<RoomPage roomId="alone" openSession={() => session} />);
  return session;
}

it.each([
  ['camera', 'Camera: the one you used is gone. Now in use: '],
  ['microphone', 'Microphone: the one you used is gone. Now in use: '],
] as const)('a %s that vanishes gives way to another one, and the page says which', async (source, sentence) => {
  const session = openLobby();
  await expect.poll(() => picture()?.videoWidth).toBeGreaterThan(0);
  await expect.poll(() => session.getSnapshot().self[source].actual).toBe('on');
  const before = session.tracks.get(`self:${source}`);
  // What a browser does when it is pulled out.
  before?.stop();
  before?.dispatchEvent(new Event('ended'));
  await expect.element(page.getByText(sentence)).toBeVisible();
  await expect.poll(() => session.tracks.get(`self:${source}`)?.readyState).toBe('live');
  expect(session.tracks.get(`self:${source}`)).not.toBe(before);
  await expect.poll(() => picture()?.videoWidth).toBeGreaterThan(0);
  await expect.element(mirror.getByRole('button', { name: 'Stop video' })).toBeVisible();
  await expect.element(mirror.getByRole('img', { name: 'Microphone level' })).toBeVisible();
  session.leave();
});
