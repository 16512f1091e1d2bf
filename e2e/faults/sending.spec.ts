import type { Person } from '@confab/testkit';
import { expect, pageContract } from '@confab/testkit';
import { test } from '../support/faultTest.ts';

/** Of 20 ms each: a picture that does not wait sends many in that time. */
const PACKETS_OF_SOUND = 100;
const WIDTH = 640;

test('[FW13] of a picture nothing leaves before the room has taken it, the voice goes on meanwhile', async ({
  join,
}) => {
  const ada = await join('Ada', { isDirectAllowed: false, isCameraOn: false });
  const bob = await join('Bob', { isDirectAllowed: false, isCameraOn: false, signaling: 'tapped' });
  await expect(ada).toHear(bob);
  await bob.page.evaluate(shareSpots, WIDTH);

  bob.signaling.stall();
  await pageContract.button(bob.page, 'Share screen').click();
  // Negotiated, over the connection that the voice flows on.
  await expect.poll(async () => (await countsOf(bob)).pictures).toBe(1);
  const { sounds } = await countsOf(bob);
  await expect.poll(async () => (await countsOf(bob)).sounds).toBeGreaterThan(sounds + PACKETS_OF_SOUND);
  expect((await countsOf(bob)).framesSent).toBe(0);

  bob.signaling.mend();
  const video = ada.page.getByRole('group', { name: "Bob's screen" }).locator('video').last();
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.videoWidth)).toBe(WIDTH);
});

/** What this person's page has sent: packets of sound, and pictures. */
async function countsOf(person: Person) {
  const rows = (await person.statistics()).filter((row) => row['type'] === 'outbound-rtp');
  const [sounds, pictures] = ['audio', 'video'].map((kind) => rows.filter((row) => row['kind'] === kind));
  const sum = (of: typeof rows = [], key: string) => of.reduce((total, row) => total + Number(row[key] ?? 0), 0);
  return { sounds: sum(sounds, 'packetsSent'), pictures: pictures?.length, framesSent: sum(pictures, 'framesSent') };
}

/** Runs in the page: its screen is one on which a spot moves. */
function shareSpots(width: number): void {
  const canvas = Object.assign(document.createElement('canvas'), { width, height: (width * 9) / 16 });
  const pen = canvas.getContext('2d');
  setInterval(() => {
    if (pen) pen.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
    pen?.fillRect(Math.random() * width, Math.random() * canvas.height, 40, 30);
  }, 80);
  navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(canvas.captureStream());
}
