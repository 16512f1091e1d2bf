import { expect, it } from 'vitest';
import { openCall } from './openCall.tsx';

type Camera = { readonly track: MediaStreamTrack; readonly draw: (colour: Colour) => void };
type Colour = keyof typeof colours;

/** Its frames come when it is drawn, and none before. */
function openCamera(): Camera {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('nothing to draw with');
  const [track] = canvas.captureStream().getVideoTracks();
  if (!track) throw new Error('no camera');
  const draw = (colour: Colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  return { track, draw };
}

const colours = { red: [255, 0], lime: [0, 255], black: [0, 0] } as const;

function colourOf(video: HTMLVideoElement | undefined): Colour | undefined {
  if (!video) return undefined;
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  context?.drawImage(video, 0, 0, 1, 1);
  const [red = 0, green = 0] = context?.getImageData(0, 0, 1, 1).data ?? [];
  const isLike = ([wantedRed, wantedGreen]: readonly [number, number]) =>
    Math.abs(red - wantedRed) < 60 && Math.abs(green - wantedGreen) < 60;
  return (['red', 'lime', 'black'] as const).find((colour) => isLike(colours[colour]));
}

async function openPicture() {
  const { session, place } = openCall({ others: 1 });
  const cameras = [openCamera(), openCamera()] as const;
  await expect.poll(() => session.getSnapshot().peers).toHaveLength(1);
  const [peer] = session.getSnapshot().peers;
  const trackId = peer?.sources.find(({ source }) => source === 'camera')?.trackId ?? '';
  const videos = () => [...place.querySelectorAll<HTMLVideoElement>(`[data-peer-id="${peer?.peerId}"] video`)];
  session.tracks.put(trackId, cameras[0].track);
  await expect
    .poll(() => {
      cameras[0].draw('red');
      return videos().map(colourOf);
    })
    .toEqual(['red']);
  return { session, trackId, videos, before: cameras[0], next: cameras[1] };
}

/** So many pictures of the page, which looks after each of them. */
async function everyFrame(count: number, look: () => void): Promise<void> {
  for (let frame = 0; frame < count; frame++) {
    await new Promise(requestAnimationFrame);
    look();
  }
}

it('[HE5] a picture whose connection is gone stands still in its place until the next one is there', async () => {
  const { session, trackId, videos, before, next } = await openPicture();
  const [video] = videos();
  session.tracks.spend(before.track);
  session.tracks.put(trackId, next.track);
  await expect.poll(() => (video?.srcObject as MediaStream | undefined)?.getTracks()).toEqual([next.track]);
  await everyFrame(20, () => expect(videos().map(colourOf)).toEqual(['red']));
  // That of the connection before may end now.
  before.track.stop();
  await everyFrame(5, () => expect(videos().map(colourOf)).toEqual(['red']));

  await expect
    .poll(() => {
      next.draw('lime');
      return videos().map(colourOf);
    })
    .toEqual(['lime']);
  expect(videos()).toEqual([video]);
});

it('[TO7] what goes on is shown until what follows has begun beside it', async () => {
  const { session, trackId, videos, before, next } = await openPicture();
  const [video] = videos();
  session.tracks.put(trackId, next.track);
  await expect.poll(() => videos().length).toBe(2);
  await everyFrame(10, () => before.draw('red'));
  expect([videos()[0] === video, colourOf(videos()[0])]).toEqual([true, 'red']);

  await expect
    .poll(() => {
      before.draw('red');
      next.draw('lime');
      return videos().map(colourOf);
    })
    .toEqual(['lime']);
  expect(videos()[0]).not.toBe(video);
});
