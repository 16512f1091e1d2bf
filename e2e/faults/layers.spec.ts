import type { Person } from '@confab/testkit';
import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/faultTest.ts';

const CAMERA = { width: 1_280, height: 720 };

test('[FW12] the layer that nobody uses is not sent, and is at once when somebody comes', async ({
  arrive,
  join,
  room,
  serverUrl,
}) => {
  const ada = await arrive('Ada');
  await ada.page.addInitScript(drawBar, CAMERA);
  await ada.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Ada', join: '1', mic: '0', p2p: 'off' }));
  const bob = await join('Bob', { isCameraOn: false, isMicrophoneOn: false });
  await bob.tileOf(ada).getByRole('button', { name: 'Pin Ada' }).click();
  await expect.poll(() => layersOf(ada)).toEqual([true, false, true]);
  await join('Cleo', { isCameraOn: false, isMicrophoneOn: false });
  await expect.poll(() => layersOf(ada)).toEqual([true, true, true]);
});

/** Whether each is on, the lowest first. */
async function layersOf(person: Person): Promise<readonly boolean[]> {
  const rows = (await person.statistics()).filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video');
  return rows
    .sort((one, other) => String(one['rid']).localeCompare(String(other['rid'])))
    .map((row) => row['active'] === true);
}

/** Runs in the page: its camera is a picture in which a bar moves. */
function drawBar({ width, height }: typeof CAMERA): void {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (!constraints?.video) return ask(constraints);
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const pen = canvas.getContext('2d');
    let at = 0;
    setInterval(() => {
      if (pen) pen.fillStyle = `hsl(${at} 80% 50%)`;
      pen?.fillRect((at += 7) % width, 0, 40, height);
    }, 50);
    return canvas.captureStream();
  };
}
