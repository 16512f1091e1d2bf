import type { Identity } from '../../src/Identity.ts';
import type { createFace, FaceParts } from '../../src/page/createFace.ts';
import type { createVoice } from '../../src/page/createVoice.ts';

/** One seat of the call on the page, with whatever is to come out of it, right or wrong. */
type SeatOptions = {
  /** On the tile; none: there is a voice without a tile. */
  readonly name?: string;
  readonly voices: readonly Pick<Identity, 'toneHz'>[];
  readonly face?: Pick<Identity, 'index' | 'colour'>;
  /** The picture is sent in 160 × 90 instead of 640 × 360, at the bit rate of the lowest layer. */
  readonly isSmall?: boolean;
};

/** A seat whose media can be interfered with. */
type Seat = { readonly sent: readonly MediaStreamTrack[]; readonly tile: HTMLElement };

declare global {
  var confabTestkitSeats:
    | { readonly add: (options: SeatOptions) => Promise<void>; readonly get: (name: string) => Seat }
    | undefined;
}

type Parts = FaceParts & {
  readonly createFace: typeof createFace;
  readonly createVoice: typeof createVoice;
};

/** Runs in the page: every voice and every face goes through a pair of real peer connections first. Self-contained. */
export function installSeats(_: object, { createFace, createFaceCode, createVoice, paintFace }: Parts): void {
  const seats = new Map<string, Seat>();

  async function add({ name, voices, face, isSmall = false }: SeatOptions): Promise<void> {
    const peerId = `seat-${seats.size}`;
    const tile = document.createElement('div');
    tile.setAttribute('role', 'group');
    tile.setAttribute('aria-label', name ?? '');
    tile.dataset['peerId'] = peerId;
    if (name !== undefined) document.querySelector('main')?.append(tile);

    const sent: MediaStreamTrack[] = [];
    for (const { toneHz } of voices) {
      const audio = document.createElement('audio');
      [audio.autoplay, audio.dataset['peerId']] = [true, peerId];
      audio.srcObject = await loop(createVoice(toneHz).stream, 1, sent);
      document.body.append(audio);
    }
    if (face) {
      const video = document.createElement('video');
      [video.autoplay, video.muted] = [true, true];
      video.srcObject = await loop(
        new MediaStream([createFace(face, { createFaceCode, paintFace }).track]),
        isSmall ? 4 : 1,
        sent,
      );
      tile.append(video);
    }
    seats.set(name ?? peerId, { sent, tile });
  }

  /** What arrives of it at the other end. */
  async function loop(stream: MediaStream, scaleDownBy: number, sent: MediaStreamTrack[]): Promise<MediaStream> {
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
    near.addEventListener('icecandidate', ({ candidate }) => void far.addIceCandidate(candidate ?? undefined));
    far.addEventListener('icecandidate', ({ candidate }) => void near.addIceCandidate(candidate ?? undefined));
    const arrived = new Promise<MediaStream>((resolve) =>
      far.addEventListener('track', ({ track }) => resolve(new MediaStream([track]))),
    );
    for (const track of stream.getTracks()) {
      const isVideo = track.kind === 'video';
      near.addTransceiver(track, {
        sendEncodings:
          isVideo && scaleDownBy > 1 ? [{ scaleResolutionDownBy: scaleDownBy, maxBitrate: 150_000 }] : [{}],
      });
      sent.push(track);
    }
    await near.setLocalDescription();
    if (near.localDescription) await far.setRemoteDescription(near.localDescription);
    await far.setLocalDescription();
    if (far.localDescription) await near.setRemoteDescription(far.localDescription);
    return arrived;
  }

  globalThis.confabTestkitSeats = {
    add,
    get: (name) => {
      const seat = seats.get(name);
      if (!seat) throw new Error(`no seat of ${name}`);
      return seat;
    },
  };
}
