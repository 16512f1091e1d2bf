/** One moment of what a page plays: for each `<audio data-peer-id>`, the tones in it and its loudness. */
export type Sound = {
  readonly peerId: string;
  /** The tones, in Hz, that stand out of it. */
  readonly tonesHz: readonly number[];
  /** Root mean square, in dB below full scale; -200 is perfect silence. */
  readonly levelDb: number;
};

/** One picture as it is on the page. */
export type Sight = {
  readonly peerId: string;
  readonly name: string;
  readonly source: string;
  /** Undefined when there is no video in the tile, or no frame of it yet. */
  readonly face?: { readonly index: number; readonly frame: number; readonly width: number; readonly height: number };
  /** There is video, and no face of ours in it. */
  readonly isUnreadable: boolean;
};

export type Moment = { readonly atMs: number; readonly sounds: readonly Sound[] };

/** How this kit reads a page from outside. */
type Meters = {
  /** What was played, a moment every 100 ms, since the given time of performance.now(). */
  soundsSince(sinceMs: number): readonly Moment[];
  sights(): readonly Sight[];
  nowMs(): number;
};

declare global {
  // A property of the page under test, read by the kit alone.
  var confabTestkitMeters: Meters | undefined;
}

export type MeterOptions = { readonly tonesHz: readonly number[] };

/** Runs in the page: listens to what its audio elements play and reads the faces in its tiles. Self-contained, see installIdentity. */
export function installMeters({ tonesHz }: MeterOptions): void {
  const WINDOW_SAMPLES = 4_800; // 100 ms at 48 kHz
  const KEPT_MOMENTS = 1_200; // two minutes
  const AUDIBLE_DB = -50;
  /** How far a tone stands above what is right beside it: a click or a beginning tone is broad, a voice of ours is not. */
  const STANDS_OUT_DB = 15;
  const BESIDE_HZ = 60;
  const SILENCE_DB = -200;

  let audioContext: AudioContext | undefined;
  const analysers = new Map<MediaStreamTrack, AnalyserNode>();
  const moments: Moment[] = [];

  function analyserOf(track: MediaStreamTrack): AnalyserNode {
    const known = analysers.get(track);
    if (known) return known;
    audioContext ??= new AudioContext({ sampleRate: 48_000 });
    const analyser = new AnalyserNode(audioContext, { fftSize: 8_192, smoothingTimeConstant: 0 });
    new MediaStreamAudioSourceNode(audioContext, { mediaStream: new MediaStream([track]) }).connect(analyser);
    analysers.set(track, analyser);
    return analyser;
  }

  const toDb = (power: number) => (power > 0 ? 10 * Math.log10(power) : SILENCE_DB);

  /** Goertzel: the power of one frequency in the samples, after a Hann window. */
  function powerAt(frequency: number, samples: Float32Array, sampleRate: number): number {
    const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
    let [before, last] = [0, 0];
    for (const [index, sample] of samples.entries()) {
      const hann = 1 - Math.cos((2 * Math.PI * index) / samples.length);
      [before, last] = [last, sample * hann + coefficient * last - before];
    }
    return (2 * (last ** 2 + before ** 2 - coefficient * last * before)) / samples.length ** 2;
  }

  function listen(audio: HTMLAudioElement): Sound | undefined {
    const peerId = audio.dataset['peerId'];
    const stream = audio.srcObject;
    if (peerId === undefined || !(stream instanceof MediaStream)) return undefined;
    const track = stream.getAudioTracks()[0];
    if (!track || track.readyState === 'ended' || audio.paused || audio.muted)
      return { peerId, tonesHz: [], levelDb: SILENCE_DB };
    const analyser = analyserOf(track);
    const all = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(all);
    const samples = all.subarray(all.length - WINDOW_SAMPLES);
    const { sampleRate } = analyser.context;
    const levelDb = toDb(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
    if (levelDb < AUDIBLE_DB) return { peerId, tonesHz: [], levelDb };
    const powerDb = (frequency: number) => toDb(powerAt(frequency, samples, sampleRate));
    const found = tonesHz.filter((toneHz) => {
      const besideDb = Math.max(powerDb(toneHz - BESIDE_HZ), powerDb(toneHz + BESIDE_HZ));
      return powerDb(toneHz) > Math.max(AUDIBLE_DB, besideDb + STANDS_OUT_DB);
    });
    return { peerId, tonesHz: found, levelDb };
  }

  setInterval(() => {
    const audios = [...document.querySelectorAll<HTMLAudioElement>('audio[data-peer-id]')];
    const sounds = audios.map(listen).filter((sound) => sound !== undefined);
    moments.push({ atMs: performance.now(), sounds });
    if (moments.length > KEPT_MOMENTS) moments.shift();
    for (const track of analysers.keys()) if (track.readyState === 'ended') analysers.delete(track);
  }, 100);

  const canvas = new OffscreenCanvas(160, 90);
  const context = canvas.getContext('2d', { willReadFrequently: true });

  /** The face in the video's current frame, undefined when none can be read. */
  function readFace(video: HTMLVideoElement): Sight['face'] {
    if (!context || video.videoWidth === 0 || video.videoHeight === 0) return undefined;
    const { width, height } = canvas;
    context.drawImage(video, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const bits = Array.from({ length: 32 }, (_, position) => {
      const [column, row] = [position % 8, Math.floor(position / 8)];
      const x = Math.floor((column + 0.5) * (width / 8));
      const y = Math.floor(height / 3 + (row + 0.5) * (height / 6));
      return (data[(y * width + x) * 4 + 1] ?? 0) > 127 ? '1' : '0';
    }).join('');
    const [index, frame, checksum] = [bits.slice(0, 4), bits.slice(4, 24), bits.slice(24)].map((text) =>
      Number.parseInt(text, 2),
    );
    if (index === undefined || frame === undefined) return undefined;
    if (checksum !== ((index * 31 + frame * 7 + (frame >> 8) * 13 + 90) & 0xff)) return undefined;
    return { index, frame, width: video.videoWidth, height: video.videoHeight };
  }

  function look(tile: HTMLElement): Sight {
    const video = tile.querySelector('video');
    const face = video ? readFace(video) : undefined;
    return {
      peerId: tile.dataset['peerId'] ?? '',
      name: tile.getAttribute('aria-label') ?? '',
      source: tile.dataset['source'] ?? '',
      isUnreadable: video !== null && video.videoWidth > 0 && !face,
      ...(face && { face }),
    };
  }

  globalThis.confabTestkitMeters = {
    soundsSince: (sinceMs) => moments.filter(({ atMs }) => atMs >= sinceMs),
    sights: () => [...document.querySelectorAll<HTMLElement>('[role="group"][data-peer-id]')].map(look),
    nowMs: () => performance.now(),
  };
}
