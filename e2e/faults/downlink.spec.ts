import type { Person } from '@confab/testkit';
import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/faultTest.ts';

/** A page on which little moves, and a camera in which everything does: some 100 and 500 kbit/s. */
const SCREEN = { width: 1_280, spots: 1, method: 'getDisplayMedia' } as const;
const CAMERA = { width: 640, spots: 60, method: 'getUserMedia' } as const;
/** Enough for the camera alone; for the screen and its lower layer, not for the screen and the upper one. */
const NARROW_BPS = 580_000;
const FRAMES = 30;
/** Of the frames of the screen: the last ones are on their way while they are counted. */
const KEPT = 0.8;

test('[FW3] a way down that is too narrow for both: the screen keeps its letters and its pictures, the camera gives way until there is room again', async ({
  arrive,
  join,
  room,
  serverUrl,
}) => {
  const ada = await arrive('Ada');
  for (const picture of [SCREEN, CAMERA]) await ada.page.addInitScript(drawSpots, picture);
  await ada.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Ada', join: '1', mic: '0', p2p: 'off' }));
  const bob = await join('Bob', { network: 'relayed', isCameraOn: false, isMicrophoneOn: false });
  await pageContract.button(ada.page, 'Share screen').click();
  // In front, and large: it is not for its size that the camera comes smaller.
  await bob.tileOf(ada).getByRole('button', { name: 'Pin Ada' }).click();

  /** Whether both come to Bob while Ada sends so many frames of her screen. */
  const seen = async () => {
    const [sentBefore, screenBefore, cameraBefore] = await counts();
    await expect.poll(async () => (await counts())[0]).toBeGreaterThanOrEqual(sentBefore + FRAMES);
    const [sent, screen, camera] = await counts();
    return {
      isScreenWhole: screen - screenBefore >= (sent - sentBefore) * KEPT,
      isCameraLarge: camera > cameraBefore,
    };
  };
  const counts = async () =>
    [
      await framesOf(ada, 'framesSent', SCREEN.width),
      await framesOf(bob, 'framesDecoded', SCREEN.width),
      await framesOf(bob, 'framesDecoded', CAMERA.width),
    ] as const;
  await expect.poll(seen).toEqual({ isScreenWhole: true, isCameraLarge: true });
  bob.network.set({ down: { bandwidthBps: NARROW_BPS } });
  await expect.poll(seen).toEqual({ isScreenWhole: true, isCameraLarge: false });
  // As wide as before.
  bob.network.set({ down: {} });
  await expect.poll(seen).toEqual({ isScreenWhole: true, isCameraLarge: true });
});

/** So far, of pictures that are so wide now. */
async function framesOf(person: Person, count: 'framesSent' | 'framesDecoded', width: number): Promise<number> {
  const rows = (await person.statistics()).filter((row) => row['frameWidth'] === width);
  return rows.reduce((sum, row) => sum + Number(row[count] ?? 0), 0);
}

/** Runs in the page: its screen, or its camera, is a picture in which so many spots change all the time. */
function drawSpots({ width, spots, method }: typeof SCREEN | typeof CAMERA): void {
  const height = (width * 9) / 16;
  const ask = navigator.mediaDevices[method].bind(navigator.mediaDevices);
  const record = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const pen = canvas.getContext('2d');
    setInterval(() => {
      for (let spot = 0; spot < spots; spot++) {
        if (pen) pen.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
        pen?.fillRect(Math.random() * width, Math.random() * height, 40, 30);
      }
    }, 80);
    return canvas.captureStream();
  };
  navigator.mediaDevices[method] = async (constraints?: MediaStreamConstraints) => {
    if (method === 'getUserMedia' && !constraints?.video) return ask(constraints);
    const sound = method === 'getUserMedia' && constraints?.audio ? await ask({ audio: constraints.audio }) : undefined;
    return new MediaStream([...record().getTracks(), ...(sound?.getTracks() ?? [])]);
  };
}
