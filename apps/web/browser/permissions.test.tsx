import { CallSession } from '@confab/client';
import { expect, it, vi } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { RoomPage } from '../src/features/room/RoomPage.tsx';
import { show } from './show.tsx';

type Browser = {
  send(method: string, params: object): Promise<{ readonly targetInfo: { readonly browserContextId: string } }>;
};

it('a camera that was refused comes by itself when the browser is told to allow it', async () => {
  const browser = cdp() as Browser;
  const { targetInfo } = await browser.send('Target.getTargetInfo', {});
  const { browserContextId } = targetInfo;
  const decide = (setting: 'denied' | 'granted') =>
    browser.send('Browser.setPermission', { permission: { name: 'camera' }, setting, browserContextId });
  await decide('denied');
  obeyPermission();
  const session = new CallSession({
    roomId: 'alone',
    signalingUrl: 'ws://localhost:1/ws',
    wanted: { microphone: false, camera: true },
  });
  const cameraOf = () => session.getSnapshot().self.camera;
  history.replaceState(null, '', '?name=Ada');
  show(<RoomPage roomId="alone" openSession={() => session} />);
  await expect.poll(cameraOf).toMatchObject({ actual: 'failed', fault: 'denied' });
  await expect.element(page.getByText('No picture from the camera')).toBeVisible();
  await decide('granted');
  await expect.poll(cameraOf).toMatchObject({ wanted: true, actual: 'on' });
  const mirror = page.getByRole('region', { name: 'Your preview' });
  await expect.poll(() => mirror.element().querySelector('video')?.videoWidth).toBeGreaterThan(0);
  session.leave();
});

/** This browser says yes for the person, as tests want it: here it is to do as it was told. */
function obeyPermission(): void {
  const { mediaDevices, permissions } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  vi.spyOn(mediaDevices, 'getUserMedia').mockImplementation(async (wishes) => {
    const { state } = await permissions.query({ name: 'camera' });
    if (state === 'denied') throw new DOMException('no', 'NotAllowedError');
    return open(wishes);
  });
}
