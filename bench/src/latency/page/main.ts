import type { CallSnapshot } from '@confab/client';
import { CallSession, createBrowserPorts, toSignalingUrl } from '@confab/client';
import type { LatencyPath } from '../LatencyPath.ts';
import type { Way } from '../Way.ts';
import { createStampedCamera } from './createStampedCamera.ts';
import { HEIGHT, readStamp, STAMP_MODULUS } from './stamp.ts';
import { watchWay } from './watchWay.ts';

type Visit = { readonly room: string; readonly name: string; readonly path: LatencyPath };

declare global {
  /** What the bench, which is outside of the page, asks of it. */
  var confabLatency: { enter: typeof enter; measure: typeof measure; leave: typeof leave };
}

let session: CallSession | undefined;
let video: HTMLVideoElement | undefined;

const devices = navigator.mediaDevices;
const openBrowserDevices = devices.getUserMedia.bind(devices);
const camera = createStampedCamera();
/** The browser's own microphone of its tests, and a camera whose pictures say when they were drawn. */
devices.getUserMedia = async ({ audio = false, video: picture = false } = {}) => {
  const heard = audio === false ? [] : (await openBrowserDevices({ audio })).getTracks();
  return new MediaStream([...heard, ...(picture === false ? [] : camera.clone().getTracks())]);
};

/** What a page saw: how old each picture was when it was shown, in ms, how high the last one was, and what took the time. */
export type Seen = { readonly ages: readonly number[]; readonly height: number; readonly way: Way };

/** A busy machine sends smaller ones, for good. */
const PATIENCE_MS = 10_000;
const STUCK_MS = 30_000;

/** Resolves when the other one's picture arrives by this path, as large as it is drawn if it ever does. */
async function enter({ room, name, path }: Visit): Promise<void> {
  const signalingUrl = toSignalingUrl(location);
  const options = { roomId: room, displayName: name, signalingUrl, isDirectAllowed: path === 'direct' };
  const call = new CallSession(options, createBrowserPorts());
  session = call;
  await call.openLobby();
  await call.join();
  const topology = path === 'direct' ? 'p2p' : 'sfu';
  await until(call, (now) => now.topology === topology && cameraOf(call, now) !== undefined);
  const shown = Object.assign(document.createElement('video'), { muted: true, autoplay: true, playsInline: true });
  document.body.replaceChildren(shown);
  follow(call, shown);
  video = shown;
  await nextFrame(shown);
  const untilMs = performance.now() + PATIENCE_MS;
  while (shown.videoHeight < HEIGHT && performance.now() < untilMs) await nextFrame(shown);
}

async function measure(seconds: number): Promise<Seen> {
  const shown = video;
  if (!shown || !session) throw new Error('nobody is in the call');
  const endWatch = watchWay(session);
  const untilMs = performance.now() + seconds * 1_000;
  const ages: number[] = [];
  while (performance.now() < untilMs) {
    await nextFrame(shown);
    const stamp = readStamp(shown);
    if (stamp !== undefined) ages.push((Date.now() - stamp + STAMP_MODULUS) % STAMP_MODULUS);
  }
  return { ages, height: shown.videoHeight, way: endWatch() };
}

function leave(): void {
  session?.leave();
  session = undefined;
}

function cameraOf(call: CallSession, { peers }: CallSnapshot): MediaStreamTrack | undefined {
  const { trackId } = peers.flatMap(({ sources }) => sources).find(({ source }) => source === 'camera') ?? {};
  return trackId === undefined ? undefined : call.tracks.get(trackId);
}

/** Plays what there is of the other one, as a page does: a stream that was repaired has another track. */
function follow(call: CallSession, shown: HTMLVideoElement): void {
  let playing: MediaStreamTrack | undefined;
  const look = () => {
    const track = cameraOf(call, call.getSnapshot());
    if (!track || track === playing) return;
    playing = track;
    shown.srcObject = new MediaStream([track]);
  };
  call.subscribe(look);
  call.tracks.subscribe(look);
  look();
}

/** Rejected when there is none for so long that something is wrong, with what the client has done about it. */
const nextFrame = (shown: HTMLVideoElement): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`no picture: ${JSON.stringify(session?.repairs)}`));
    const timer = setTimeout(giveUp, STUCK_MS);
    shown.requestVideoFrameCallback((now) => {
      clearTimeout(timer);
      resolve(now);
    });
  });

async function until(call: CallSession, isSo: (snapshot: CallSnapshot) => boolean): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      const snapshot = call.getSnapshot();
      if (snapshot.state === 'error') reject(new Error(`the call ended: ${snapshot.problem}`));
      if (isSo(snapshot)) resolve();
    };
    call.subscribe(look);
    call.tracks.subscribe(look);
    look();
  });
}

globalThis.confabLatency = { enter, measure, leave };
