import type { Person } from '../src/index.ts';
import { expect } from '../src/index.ts';
import { test } from './page/test.ts';

/** What a page gets for these constraints: the tracks' kinds and devices, or the name of the error. */
const open = (person: Person, constraints: MediaStreamConstraints) =>
  person.page.evaluate(async (wanted) => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(wanted);
      return stream.getTracks().map((track) => `${track.kind} ${track.getSettings().deviceId}`);
    } catch (cause) {
      return cause instanceof Error ? cause.name : 'something else';
    }
  }, constraints);

test('getUserMedia gives what is asked for, and no more', async ({ visit }) => {
  const ada = await visit('Ada');
  const [microphone, camera] = ['audio testkit-audioinput-1', 'video testkit-videoinput-1'];
  expect(await open(ada, { audio: true })).toEqual([microphone]);
  expect(await open(ada, { video: { width: 1280 } })).toEqual([camera]);
  expect(await open(ada, { audio: true, video: true })).toEqual([microphone, camera]);
  expect(await open(ada, {})).toBe('TypeError');
});

test('a device is opened by its id, and one that is not there is refused', async ({ visit }) => {
  const ada = await visit('Ada');
  const second = 'testkit-audioinput-2';
  expect(await open(ada, { audio: { deviceId: { exact: second } } })).toEqual([`audio ${second}`]);
  expect(await open(ada, { audio: { deviceId: second } })).toEqual([`audio ${second}`]);
  expect(await open(ada, { audio: { deviceId: 'gone' } })).toEqual(['audio testkit-audioinput-1']);
  expect(await open(ada, { audio: { deviceId: { exact: 'gone' } } })).toBe('OverconstrainedError');
});

test('what a person refuses or does not have fails as in a browser, and what is there is listed', async ({ visit }) => {
  const ada = await visit('Ada', { microphone: 'denied', camera: 'missing' });
  expect(await open(ada, { audio: true })).toBe('NotAllowedError');
  expect(await open(ada, { video: true })).toBe('NotFoundError');
  const kinds = await ada.page.evaluate(async () =>
    (await navigator.mediaDevices.enumerateDevices()).map(({ kind }) => kind),
  );
  expect(kinds).toEqual(['audioinput', 'audioinput', 'audiooutput']);
});

test('a stopped device starts again, with the same face that has moved on', async ({ visit }) => {
  const ada = await visit('Ada');
  await ada.page.evaluate(async () => {
    const first = await navigator.mediaDevices.getUserMedia({ video: true });
    for (const track of first.getTracks()) track.stop();
    const tile = document.createElement('div');
    tile.setAttribute('role', 'group');
    tile.setAttribute('aria-label', 'Ada');
    tile.dataset['peerId'] = 'ada';
    const video = document.createElement('video');
    [video.autoplay, video.muted] = [true, true];
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
    tile.append(video);
    document.querySelector('main')?.append(tile);
  });
  await expect.poll(async () => (await ada.report()).sights[0]?.face?.index).toBe(ada.identity.index);
  const { frame = 0 } = (await ada.report()).sights[0]?.face ?? {};
  await expect.poll(async () => (await ada.report()).sights[0]?.face?.frame).toBeGreaterThan(frame);
});

test('a camera in a thread of its own goes on while its page is busy, with the same face', async ({ visit }) => {
  const ada = await visit('Ada', { cameraThread: 'worker' });
  const seen = await ada.page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    const video = document.createElement('video');
    [video.muted, video.srcObject] = [true, stream];
    const tile = document.createElement('div');
    tile.setAttribute('role', 'group');
    tile.setAttribute('aria-label', 'Ada');
    tile.dataset['peerId'] = 'ada';
    tile.append(video);
    document.querySelector('main')?.append(tile);
    await video.play();
    const framesBefore = video.getVideoPlaybackQuality().totalVideoFrames;
    const busyUntilMs = performance.now() + 2_000;
    while (performance.now() < busyUntilMs);
    const { width, height } = stream.getVideoTracks()[0]?.getSettings() ?? {};
    return { frames: video.getVideoPlaybackQuality().totalVideoFrames - framesBefore, size: [width, height] };
  });
  // Of 30; a camera that its page draws makes one at most.
  expect(seen.frames).toBeGreaterThan(10);
  expect(seen.size).toEqual([640, 360]);
  await expect.poll(async () => (await ada.report()).sights[0]?.face?.index).toBe(ada.identity.index);
  const { frame = 0 } = (await ada.report()).sights[0]?.face ?? {};
  const drawnAtMs = await ada.page.evaluate((shown) => globalThis.confabTestkitDevices?.drawnAt(shown), frame);
  expect(Math.abs((drawnAtMs ?? 0) - Date.now())).toBeLessThan(10_000);
});
