import type { Identity } from '../Identity.ts';
import type { createFace, FaceParts, LiveFace } from './createFace.ts';
import type { createFaceApart } from './createFaceApart.ts';
import type { createVoice } from './createVoice.ts';

/** What a person's machine has: devices that work, ones that the person refuses, or none. */
export type DeviceCondition = 'works' | 'denied' | 'missing';

export type DeviceOptions = {
  readonly identity: Identity;
  readonly microphone: DeviceCondition;
  readonly camera: DeviceCondition;
  /** The camera has a thread of its own, whose script is at this path; otherwise the page draws it. */
  readonly cameraWorkerPath?: string;
};

type Parts = FaceParts & {
  readonly createFace: typeof createFace;
  readonly createFaceApart: typeof createFaceApart;
  readonly createVoice: typeof createVoice;
};

/** How this kit reads and stirs the devices from outside. */
type Devices = {
  readonly drawnAt: (frame: number) => number | undefined;
  readonly hush: (ms: number) => number | undefined;
  readonly mark: (hz: number, ms: number) => number | undefined;
};

declare global {
  // A property of the page under test, read by the kit alone.
  var confabTestkitDevices: Devices | undefined;
}

/**
 * Runs in the page before its own code: its microphones and cameras, two of each, are this person's tone and face, so that
 * whoever receives them knows whose they are. Self-contained, see toPageScript.
 */
export function installDevices(options: DeviceOptions, parts: Parts): void {
  const { identity, microphone, camera, cameraWorkerPath } = options;
  const { mediaDevices } = navigator;
  // A page that is not secure has none, and is to notice it.
  if (!mediaDevices) return;

  const kinds = {
    audio: { kind: 'audioinput', label: 'Test microphone', condition: microphone },
    video: { kind: 'videoinput', label: 'Test camera', condition: camera },
  } as const;
  type Kind = keyof typeof kinds;
  const refusals = { denied: 'NotAllowedError', missing: 'NotFoundError' } as const;
  const idOf = (kind: MediaDeviceKind, number: number) => `testkit-${kind}-${number}`;

  // A device runs on when a page has stopped its track: each page that opens it gets a track of its own.
  let voice: ReturnType<typeof createVoice> | undefined;
  let face: LiveFace | undefined;
  const running = new Map<Kind, MediaStreamTrack>();
  function deviceOf(kind: Kind): MediaStreamTrack {
    const known = running.get(kind);
    if (known) return known;
    const track = kind === 'audio' ? openVoice() : openFace();
    running.set(kind, track);
    return track;
  }

  function openVoice(): MediaStreamTrack {
    voice = parts.createVoice(identity.toneHz);
    const [track] = voice.stream.getTracks();
    if (!track) throw new Error('this browser captured nothing');
    return track;
  }

  function openFace(): MediaStreamTrack {
    face =
      cameraWorkerPath === undefined
        ? parts.createFace(identity, parts)
        : parts.createFaceApart(identity, cameraWorkerPath);
    return face.track;
  }

  function pick(kind: Kind, constraints: MediaTrackConstraints | boolean): string {
    const ids = [idOf(kinds[kind].kind, 1), idOf(kinds[kind].kind, 2)];
    const wanted = typeof constraints === 'object' ? constraints.deviceId : undefined;
    const isExact = typeof wanted === 'object' && !Array.isArray(wanted) && wanted.exact !== undefined;
    const named = typeof wanted === 'object' && !Array.isArray(wanted) ? (wanted.exact ?? wanted.ideal) : wanted;
    const found = ids.find((id) => [named].flat().includes(id));
    if (!found && isExact) throw new OverconstrainedError('deviceId', 'there is no such device');
    return found ?? ids[0] ?? '';
  }

  function open(kind: Kind, constraints: MediaTrackConstraints | boolean): MediaStreamTrack {
    const deviceId = pick(kind, constraints);
    const track = deviceOf(kind).clone();
    const getSettings = track.getSettings.bind(track);
    const known = kind === 'video' ? face?.settings : undefined;
    track.getSettings = () => ({ ...known, ...getSettings(), deviceId, groupId: 'testkit' });
    return track;
  }

  globalThis.confabTestkitDevices = {
    drawnAt: (frame) => face?.drawnAt(frame),
    hush: (ms) => voice?.hush(ms),
    mark: (hz, ms) => voice?.mark(hz, ms),
  };

  mediaDevices.getUserMedia = async ({ audio = false, video = false } = {}) => {
    const wanted = [...(audio ? [['audio', audio] as const] : []), ...(video ? [['video', video] as const] : [])];
    if (wanted.length === 0) throw new TypeError('neither audio nor video was asked for');
    for (const [kind] of wanted) {
      const { condition } = kinds[kind];
      if (condition !== 'works') throw new DOMException('as the test wishes', refusals[condition]);
    }
    return new MediaStream(wanted.map(([kind, constraints]) => open(kind, constraints)));
  };

  const toInfo = (kind: MediaDeviceKind, number: number, label: string): MediaDeviceInfo => {
    const info = { deviceId: idOf(kind, number), groupId: 'testkit', kind, label: `${label} ${number}` };
    return { ...info, toJSON: () => info };
  };
  mediaDevices.enumerateDevices = async () => [
    ...Object.values(kinds)
      .filter(({ condition }) => condition !== 'missing')
      // Browsers keep the names to themselves until they may be used.
      .flatMap(({ kind, label, condition }) =>
        [1, 2].map((number) => toInfo(kind, number, condition === 'works' ? label : '')),
      ),
    toInfo('audiooutput', 1, 'Test speaker'),
  ];
}
