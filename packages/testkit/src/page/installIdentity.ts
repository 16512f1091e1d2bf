import type { Identity } from '../Identity.ts';

/** What a person's machine has: a device that works, one that the person refuses, or none. */
export type DeviceCondition = 'works' | 'denied' | 'missing';

export type IdentityOptions = {
  readonly identity: Identity;
  readonly microphone: DeviceCondition;
  readonly camera: DeviceCondition;
};

/**
 * Runs in the page before its own code: getUserMedia gives this person's tone and face, so that whoever receives them
 * knows whose they are. Self-contained, because Playwright hands it to the page as text.
 *
 * The face: the upper third in the person's colour, below it 8 × 4 black or white blocks. Bit by bit from the upper left,
 * 4 bits of person, 20 bits of frame number, 8 bits of checksum, so that it is readable in 160 × 90.
 */
export function installIdentity({ identity, microphone, camera }: IdentityOptions): void {
  const FRAMES_PER_SECOND = 20;
  const { mediaDevices } = navigator;
  // A page without a secure context has none: then there is nothing to replace.
  if (!mediaDevices) return;

  const refusal = { denied: 'NotAllowedError', missing: 'NotFoundError' } as const;
  const assertWorks = (condition: DeviceCondition) => {
    if (condition !== 'works') throw new DOMException('said by the test', refusal[condition]);
  };

  let audioContext: AudioContext | undefined;
  function createVoice(): MediaStreamTrack {
    audioContext ??= new AudioContext({ sampleRate: 48_000 });
    const tone = new OscillatorNode(audioContext, { frequency: identity.toneHz });
    const volume = new GainNode(audioContext, { gain: 0.3 });
    // Swells four times a second like syllables do: an even tone counts as noise for a codec's voice detection.
    const syllables = new OscillatorNode(audioContext, { frequency: 4 });
    const depth = new GainNode(audioContext, { gain: 0.15 });
    const out = new MediaStreamAudioDestinationNode(audioContext, { channelCount: 1 });
    syllables.connect(depth).connect(volume.gain);
    tone.connect(volume).connect(out);
    tone.start();
    syllables.start();
    return trackOf(out.stream, () => {
      tone.stop();
      syllables.stop();
    });
  }

  let frame = 0;
  function createFace(): MediaStreamTrack {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('this browser draws no canvas');
    const draw = () => drawFace(context, identity, (frame = (frame + 1) % 2 ** 20));
    draw();
    const timer = setInterval(draw, 1000 / FRAMES_PER_SECOND);
    return trackOf(canvas.captureStream(FRAMES_PER_SECOND), () => clearInterval(timer));
  }

  function drawFace(context: CanvasRenderingContext2D, { index, colour }: Identity, number: number): void {
    const { width, height } = context.canvas;
    const checksum = (index * 31 + number * 7 + (number >> 8) * 13 + 90) & 0xff;
    const bits = `${toBits(index, 4)}${toBits(number, 20)}${toBits(checksum, 8)}`;
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height / 3);
    for (const [position, bit] of Array.from(bits).entries()) {
      context.fillStyle = bit === '1' ? '#fff' : '#000';
      const [column, row] = [position % 8, Math.floor(position / 8)];
      context.fillRect((column * width) / 8, height / 3 + (row * height) / 6, width / 8, height / 6);
    }
  }

  const toBits = (value: number, length: number) => value.toString(2).padStart(length, '0');

  /** The first track of the stream, with the things behind it put away when the page stops it. */
  function trackOf(stream: MediaStream, putAway: () => void): MediaStreamTrack {
    const [track] = stream.getTracks();
    if (!track) throw new Error('this browser captured nothing');
    const stop = track.stop.bind(track);
    track.stop = () => {
      putAway();
      stop();
    };
    return track;
  }

  const device = (kind: MediaDeviceKind, label: string) => {
    const info = { deviceId: `${kind}-1`, groupId: 'testkit', kind, label };
    return { ...info, toJSON: () => info };
  };

  mediaDevices.getUserMedia = async (constraints = {}) => {
    if (constraints.audio) assertWorks(microphone);
    if (constraints.video) assertWorks(camera);
    const tracks = [...(constraints.audio ? [createVoice()] : []), ...(constraints.video ? [createFace()] : [])];
    return new MediaStream(tracks);
  };
  mediaDevices.enumerateDevices = async () => [
    ...(microphone === 'missing' ? [] : [device('audioinput', 'Test microphone')]),
    ...(camera === 'missing' ? [] : [device('videoinput', 'Test camera')]),
    device('audiooutput', 'Test speaker'),
  ];
}
