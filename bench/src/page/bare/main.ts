import { Device } from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import type { BareAsk } from '../BareRouter.ts';

declare global {
  /** Answered by the bench, outside of the page: what a signaling server would do. */
  var ask: BareAsk;
  var bare: { enter: typeof enter; receive: typeof receive };
}

const device = new Device();

/** As much of the camera as three tiles show, in the layers that ours then sends. */
const encodings = [
  { scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
  { scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
];

async function open(direction: 'send' | 'receive'): Promise<types.Transport> {
  const options = await ask('open', {});
  const transport = direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
  transport.on('connect', ({ dtlsParameters }, done, fail) => {
    serve(async () => {
      await ask('connect', { transportId: transport.id, dtlsParameters });
      done();
    }, fail);
  });
  transport.on('produce', ({ kind, rtpParameters }, done, fail) => {
    serve(async () => done(await ask('produce', { transportId: transport.id, kind, rtpParameters })), fail);
  });
  return transport;
}

function serve(work: () => Promise<void>, fail: (cause: Error) => void): void {
  work().catch((cause: unknown) => fail(cause instanceof Error ? cause : new Error(String(cause))));
}

async function enter(): Promise<void> {
  await device.load({ routerRtpCapabilities: await ask('capabilities', {}) });
  const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
  const [camera] = stream.getVideoTracks();
  const [microphone] = stream.getAudioTracks();
  if (!camera || !microphone) throw new Error('no devices');
  const transport = await open('send');
  await transport.produce({ track: microphone, codecOptions: { opusDtx: true, opusFec: true, opusNack: true } });
  await transport.produce({ track: camera, encodings, codecOptions: { videoGoogleStartBitrate: 1_000 } });
  play(camera);
}

/** All that the others send. */
async function receive(): Promise<void> {
  const transport = await open('receive');
  const { recvRtpCapabilities: rtpCapabilities } = device;
  for (const offer of await ask('consume', { transportId: transport.id, rtpCapabilities })) {
    const { track } = await transport.consume(offer);
    play(track);
  }
  await ask('resume', { transportId: transport.id });
}

function play(track: MediaStreamTrack): void {
  const element = document.createElement(track.kind === 'video' ? 'video' : 'audio');
  Object.assign(element, { autoplay: true, muted: track.kind === 'video', srcObject: new MediaStream([track]) });
  element.style.width = '100%';
  document.body.append(element);
}

globalThis.bare = { enter, receive };
