import { CallSession } from '@confab/client';
// oxlint-disable-next-line import/default
import model from '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite?url';
import { expect, it, vi } from 'vitest';
import { segmentation } from '../src/features/room/segmentation.ts';

const [WIDTH, HEIGHT] = [640, 360];
const WALL = '#8888aa';
const SKIN = '#dba583';
const MAGENTA = [255, 0, 255];

it('leaves the person and puts a picture behind, with a real model', async () => {
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async () => filmPerson());
  const session = new CallSession({
    roomId: 'alone',
    signalingUrl: 'ws://localhost:1/ws',
    wanted: { microphone: false, camera: true },
    segmentation: { ...segmentation, model },
  });
  await session.openLobby();
  await session.effects.findModel();
  expect(session.getSnapshot().self.effects.available.segmentation).toBe(true);
  // An effect has to begin in 8 s; what it fetches for that need not come from a busy server only then.
  const { script, wasm } = segmentation.runtime;
  await Promise.all([script, wasm, model].map(async (url) => (await fetch(url)).arrayBuffer()));
  await session.effects.setBackground('picture', { name: 'magenta', image: paintMagenta() });
  expect(session.getSnapshot().self.effects).toMatchObject({ background: 'picture', picture: 'magenta' });
  const look = await watch(session);
  const seen = () => ({
    left: isNear(look(0.04, 0.06), MAGENTA),
    right: isNear(look(0.96, 0.06), MAGENTA),
    face: isNear(look(0.5, 0.4), [219, 165, 131]),
  });
  await expect.poll(seen, { timeout: 20_000 }).toEqual({ left: true, right: true, face: true });
  await session.effects.setBackground('none');
  await expect.poll(async () => isNear((await watch(session))(0.04, 0.06), [136, 136, 170])).toBe(true);
  session.leave();
});

/** Somebody in front of a wall, as simple as the model still takes for a person. */
function filmPerson(): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('this browser does not draw');
  const stream = canvas.captureStream(10);
  const timer = setInterval(() => {
    if (stream.getVideoTracks()[0]?.readyState !== 'live') return clearInterval(timer);
    brush.fillStyle = WALL;
    brush.fillRect(0, 0, WIDTH, HEIGHT);
    oval(brush, { colour: SKIN, x: 0.5, y: 0.4, width: 0.16, height: 0.2 });
    return oval(brush, { colour: '#2f5d73', x: 0.5, y: 0.95, width: 0.37, height: 0.33 });
  }, 100);
  return stream;
}

type Oval = Record<'x' | 'y' | 'width' | 'height', number> & { readonly colour: string };

function oval(brush: CanvasRenderingContext2D, { colour, x, y, width, height }: Oval): void {
  brush.fillStyle = colour;
  brush.beginPath();
  brush.ellipse(x * WIDTH, y * HEIGHT, width * WIDTH, height * HEIGHT, 0, 0, 2 * Math.PI);
  brush.fill();
}

function paintMagenta(): OffscreenCanvas {
  const canvas = new OffscreenCanvas(16, 9);
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('this browser does not draw');
  brush.fillStyle = '#ff00ff';
  brush.fillRect(0, 0, 16, 9);
  return canvas;
}

/** The colour at a place of the own picture, as it is now. */
async function watch(session: CallSession): Promise<(x: number, y: number) => Uint8ClampedArray> {
  const track = session.tracks.get('self:camera');
  if (!track) throw new Error('there is no picture');
  const video = Object.assign(document.createElement('video'), { muted: true, srcObject: new MediaStream([track]) });
  await video.play();
  const brush = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d', { willReadFrequently: true });
  if (!brush) throw new Error('this browser does not draw');
  return (x, y) => {
    brush.drawImage(video, 0, 0, WIDTH, HEIGHT);
    return brush.getImageData(x * WIDTH, y * HEIGHT, 1, 1).data;
  };
}

/** Video is no exact copy. */
const isNear = (seen: Uint8ClampedArray, colour: readonly number[]): boolean =>
  colour.every((value, index) => Math.abs((seen[index] ?? 0) - value) < 30);
