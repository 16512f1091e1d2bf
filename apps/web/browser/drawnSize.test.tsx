import { useCallback } from 'react';
import type { MockInstance } from 'vitest';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { create } from 'zustand';
import type { Size } from '../src/features/room/toDivisor.ts';
import { useDrawnSize } from '../src/features/room/useDrawnSize.ts';
import { show } from './show.tsx';

const FULL = { width: 1_280, height: 720 };
const TILE = { width: 600, height: 340 };

type Scene = { readonly track: MediaStreamTrack | undefined; readonly drawn: Size | undefined };
const useScene = create<Scene>(() => ({ track: undefined, drawn: undefined }));
const opened: MediaStreamTrack[] = [];
let clone: MockInstance<MediaStreamTrack['clone']>;

beforeEach(() => {
  clone = vi.spyOn(MediaStreamTrack.prototype, 'clone');
});
afterEach(() => {
  for (const track of [...opened, ...copies()]) track.stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** All that was ever made of a camera. */
const copies = (): readonly MediaStreamTrack[] => clone.mock.results.map(({ value }) => value);

async function openCamera(): Promise<MediaStreamTrack> {
  const { width, height } = FULL;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: { exact: width }, height: { exact: height } },
  });
  const [track] = stream.getVideoTracks();
  if (!track) throw new Error('no camera');
  opened.push(track);
  return track;
}

/** As it is drawn: what plays is told by its size. */
function Picture() {
  const { track, drawn } = useScene();
  const played = useDrawnSize(track, drawn);
  const attach = useCallback(
    (video: HTMLVideoElement) => {
      video.srcObject = played ? new MediaStream([played]) : null;
      return () => undefined;
    },
    [played],
  );
  return <video ref={attach} autoPlay playsInline muted />;
}

function draw(scene: Scene) {
  // In one step: what a test leaves behind is none of the next one's.
  useScene.setState(scene, true);
  const place = show(<Picture />);
  return () => place.querySelector('video')?.videoWidth;
}

const live = (): readonly MediaStreamTrack[] => copies().filter(({ readyState }) => readyState === 'live');

it('draws a copy of half the size where that is large enough, and what is sent stays as it is', async () => {
  const camera = await openCamera();
  const width = draw({ track: camera, drawn: TILE });
  await expect.poll(width).toBe(FULL.width / 2);
  expect(camera.getSettings()).toMatchObject(FULL);
  expect(live()).toHaveLength(1);
});

it('draws it larger again by the same copy', async () => {
  const width = draw({ track: await openCamera(), drawn: TILE });
  await expect.poll(width).toBe(FULL.width / 2);
  useScene.setState({ drawn: FULL });
  await expect.poll(width).toBe(FULL.width);
  useScene.setState({ drawn: { width: 200, height: 100 } });
  await expect.poll(width).toBe(FULL.width / 4);
  expect(live()).toHaveLength(1);
});

it('leaves nothing that would keep a camera on', async () => {
  const [first, second] = [await openCamera(), await openCamera()];
  const width = draw({ track: first, drawn: TILE });
  await expect.poll(width).toBe(FULL.width / 2);
  const [ofFirst] = live();
  useScene.setState({ track: second });
  await expect.poll(() => live().filter((one) => one !== ofFirst)).toHaveLength(1);
  expect(ofFirst?.readyState).toBe('ended');
  useScene.setState({ track: undefined });
  await expect.poll(live).toEqual([]);
});

it('draws a track that comes back, and not the copy of it that has ended', async () => {
  const [first, second] = [await openCamera(), await openCamera()];
  const width = draw({ track: first, drawn: TILE });
  await expect.poll(width).toBe(FULL.width / 2);
  useScene.setState({ track: second, drawn: FULL });
  await expect.poll(width).toBe(FULL.width);
  useScene.setState({ track: undefined });
  await expect.poll(width).toBe(0);
  useScene.setState({ track: first });
  await expect.poll(width).toBe(FULL.width);
});

it('draws the track itself where no size is said, or all of it is needed', async () => {
  const camera = await openCamera();
  const width = draw({ track: camera, drawn: undefined });
  await expect.poll(width).toBe(FULL.width);
  useScene.setState({ drawn: { width: 641, height: 100 } });
  await expect.poll(width).toBe(FULL.width);
  expect(copies()).toEqual([]);
});

it('draws the track itself where the browser makes nothing smaller, and on what is held in a hand', async () => {
  const camera = await openCamera();
  const supported = vi.spyOn(MediaDevices.prototype, 'getSupportedConstraints').mockReturnValue({ width: true });
  const width = draw({ track: camera, drawn: TILE });
  await expect.poll(width).toBe(FULL.width);
  supported.mockRestore();
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query !== '(hover: hover)' }));
  useScene.setState({ drawn: { width: 599, height: 340 } });
  await expect.poll(width).toBe(FULL.width);
  expect(copies()).toEqual([]);
});

it('draws the track itself when the browser refuses', async () => {
  const refused = vi.spyOn(MediaStreamTrack.prototype, 'applyConstraints').mockRejectedValue(new Error('no'));
  const width = draw({ track: await openCamera(), drawn: TILE });
  await expect.poll(() => refused.mock.calls.length).toBeGreaterThan(0);
  await expect.poll(width).toBe(FULL.width);
});
