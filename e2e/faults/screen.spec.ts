import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/faultTest.ts';

const WIDE = 1_600;
const NARROW_BPS = 500_000;
const FRAMES = 30;

test('a shared screen keeps all of its letters when the way up is narrow: fewer pictures, none of them smaller', async ({
  join,
}) => {
  const [ada, bob] = [await join('Ada', { network: 'relayed', isCameraOn: false }), await join('Bob')];
  await ada.page.evaluate(shareNoise, WIDE);
  await pageContract.button(ada.page, 'Share screen').click();
  // The newest: the one before it stays until this one is drawn.
  const video = bob.page.getByRole('group', { name: "Ada's screen" }).locator('video').last();
  const shownWidth = () => video.evaluate((one: HTMLVideoElement) => one.videoWidth);
  await expect.poll(shownWidth).toBe(WIDE);

  /** What is sent of the screen: it is her only picture. */
  const sent = async () => {
    const rows = (await ada.statistics()).filter((row) => row['type'] === 'outbound-rtp' && row['kind'] === 'video');
    const [row = {}] = rows.filter((one) => Number(one['framesEncoded'] ?? 0) > 0);
    return {
      bps: Number(row['targetBitrate']),
      frames: Number(row['framesEncoded']),
      width: Number(row['frameWidth']),
    };
  };
  ada.network.set({ up: { bandwidthBps: NARROW_BPS } });
  await expect.poll(async () => (await sent()).bps).toBeLessThan(NARROW_BPS);
  const { frames } = await sent();
  await expect.poll(async () => (await sent()).frames - frames).toBeGreaterThan(FRAMES);
  expect((await sent()).width).toBe(WIDE);
  await expect.poll(shownWidth).toBe(WIDE);
});

/** Runs in the page: its screen is one on which so much goes on that no encoder has enough of anything. */
function shareNoise(width: number): void {
  const canvas = Object.assign(document.createElement('canvas'), { width, height: (width * 9) / 16 });
  const pen = canvas.getContext('2d');
  const draw = () => {
    for (let spot = 0; spot < 400; spot++) {
      if (pen) pen.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
      pen?.fillRect(Math.random() * width, Math.random() * canvas.height, 60, 40);
    }
    requestAnimationFrame(draw);
  };
  draw();
  navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(canvas.captureStream(15));
}
