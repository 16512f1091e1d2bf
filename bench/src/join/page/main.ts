import type { CallSnapshot } from '@confab/client';
import { CallSession, createBrowserPorts, toSignalingUrl } from '@confab/client';
import type { JoinMode } from '../JoinMode.ts';
import { systemClock } from '@confab/rpc';
import { requestByRequest } from './requestByRequest.ts';
import type { PictureCounts } from './watchConnections.ts';
import { countPictures, watchConnections } from './watchConnections.ts';

type Visit = { readonly room: string; readonly name: string; readonly mode: JoinMode };
/** From the click: when the first picture of the other one was shown, and what the client says itself. */
export type Joined = {
  readonly firstFrameMs: number;
  /** Where that time went: until the seat, until the track, until the picture's last packet, until it was shown. */
  readonly spans: JoinSpans;
  readonly joinMs: CallSnapshot['joinMs'];
  /** What had come when it was shown. */
  readonly pictures: PictureCounts;
  /** What the client did about streams that did not come. */
  readonly repairs: readonly string[];
};
export type JoinSpans = Readonly<Record<'seat' | 'track' | 'packets' | 'shown', number>>;
type Shown = {
  readonly seatAt: number;
  readonly trackAt: number;
  readonly receivedAt: number;
  readonly shownAt: number;
};

declare global {
  /** What the bench, which is outside of the page, asks of it. */
  var confabBench: { visit: typeof visit; click: typeof click; leave: typeof leave };
}

let session: CallSession | undefined;

/** Opens the lobby, and waits until it is as ready as it gets. */
async function visit({ room, name, mode }: Visit): Promise<void> {
  const ports = createBrowserPorts();
  const loadEngine = mode === 'request by request' ? requestByRequest(ports.loadEngine) : ports.loadEngine;
  const prepare = mode === 'hot' || mode === 'warm' ? mode : 'cold';
  const options = { roomId: room, displayName: name, signalingUrl: toSignalingUrl(location), isDirectAllowed: false };
  const opened = new CallSession({ ...options, prepare }, { ...ports, loadEngine });
  session = opened;
  await opened.openLobby();
  await until(opened, ({ lobby }) => prepare === 'cold' || lobby?.readiness === prepare);
}

async function click(isAlone: boolean): Promise<Joined> {
  const current = session;
  if (!current) throw new Error('nobody is in the lobby');
  const clickedAt = performance.now();
  const clickedAtOfClock = systemClock.now();
  const showing = isAlone ? undefined : firstFrame(current);
  void current.join();
  const shown = (await showing) ?? { seatAt: clickedAt, trackAt: clickedAt, receivedAt: clickedAt, shownAt: clickedAt };
  const pictures = await countPictures();
  if (isAlone) await until(current, ({ self }) => self.camera.room === 'on' && self.camera.actual === 'on');
  else await until(current, ({ joinMs }) => joinMs !== undefined);
  return {
    firstFrameMs: shown.shownAt - clickedAt,
    spans: toSpans(clickedAt, shown),
    joinMs: current.getSnapshot().joinMs,
    pictures,
    repairs: current.repairs.map(({ step, at }) => `${step} after ${Math.round(at - clickedAtOfClock)} ms`),
  };
}

const toSpans = (clickedAt: number, { seatAt, trackAt, receivedAt, shownAt }: Shown): JoinSpans => ({
  seat: seatAt - clickedAt,
  track: trackAt - seatAt,
  packets: receivedAt - trackAt,
  shown: shownAt - receivedAt,
});

function leave(): void {
  session?.leave();
  session = undefined;
}

/** Plays the first camera as soon as there is one, as a page does, and says when a frame of it was shown. */
async function firstFrame(call: CallSession): Promise<Shown> {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, autoplay: true, playsInline: true });
  document.body.replaceChildren(video);
  const isShown = new Promise<{ shownAt: number; receivedAt: number }>((resolve) => {
    video.requestVideoFrameCallback((shownAt, { receiveTime }) =>
      resolve({ shownAt, receivedAt: receiveTime ?? shownAt }),
    );
  });
  const trackOf = ({ peers }: CallSnapshot) => {
    const sources = peers.flatMap((peer) => peer.sources);
    const { trackId } = sources.find(({ source }) => source === 'camera') ?? {};
    return trackId === undefined ? undefined : call.tracks.get(trackId);
  };
  await until(call, ({ state }) => state === 'in-call');
  const seatAt = performance.now();
  await until(call, (snapshot) => trackOf(snapshot) !== undefined);
  const trackAt = performance.now();
  const track = trackOf(call.getSnapshot());
  if (track) video.srcObject = new MediaStream([track]);
  return { seatAt, trackAt, ...(await isShown) };
}

async function until(call: CallSession, isSo: (snapshot: CallSnapshot) => boolean): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      const snapshot = call.getSnapshot();
      if (snapshot.state === 'error') reject(new Error(`the call ended: ${snapshot.problem}`));
      if (isSo(snapshot)) resolve();
    };
    call.subscribe(look);
    look();
  });
}

watchConnections();
globalThis.confabBench = { visit, click, leave };
