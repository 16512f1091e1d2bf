import type { Person } from '@confab/testkit';

export type SoundWatch = {
  /**
   * The longest time in which nothing was heard, and the longest in which nothing was heard of a sound that the page sends
   * to itself meanwhile: so much is the machine's.
   */
  readonly stop: () => Promise<{
    readonly longestGapMs: number;
    readonly machineGapMs: number;
    /** How long before the end of the longest gap another track had begun to be played, or an earlier one had ended. */
    readonly sinceChangeMs: number;
  }>;
};

/** Listens to what one person's page plays of another one, in steps of 10 ms, from now on. The voice must never be still. */
export async function watchSound(listener: Person, of: Person): Promise<SoundWatch> {
  const peerId = await listener.tileOf(of).getAttribute('data-peer-id');
  const watch = await listener.page.evaluateHandle(async (id) => {
    const [SAMPLE_RATE, STEP, MEMORY, STILL] = [48_000, 480, 32_768, 0.005];
    const context = new AudioContext({ sampleRate: SAMPLE_RATE });

    /** What is connected to `input`, in steps without gaps between them. */
    function createGauge() {
      const input = new AnalyserNode(context, { fftSize: MEMORY, smoothingTimeConstant: 0 });
      const heard = { gapMs: 0, longestGapMs: 0, endedAtMs: 0 };
      let heardUntil: number | undefined;
      const read = () => {
        const until = Math.round(context.currentTime * SAMPLE_RATE);
        heardUntil ??= until;
        const samples = new Float32Array(MEMORY);
        input.getFloatTimeDomainData(samples);
        const fresh = Math.floor(Math.min(until - heardUntil, MEMORY) / STEP) * STEP;
        heardUntil = until;
        for (let at = MEMORY - fresh; at < MEMORY; at += STEP) {
          const step = samples.subarray(at, at + STEP);
          const isStill = Math.sqrt(step.reduce((sum, value) => sum + value * value, 0) / STEP) < STILL;
          heard.gapMs = isStill ? heard.gapMs + 10 : 0;
          if (heard.gapMs <= heard.longestGapMs) continue;
          heard.longestGapMs = heard.gapMs;
          heard.endedAtMs = performance.now() - ((MEMORY - at) / SAMPLE_RATE) * 1_000;
        }
      };
      return { input, heard, read };
    }

    async function sendToItself(input: AudioNode): Promise<() => void> {
      const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
      from.onicecandidate = ({ candidate }) => void (candidate && to.addIceCandidate(candidate));
      to.onicecandidate = ({ candidate }) => void (candidate && from.addIceCandidate(candidate));
      const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
      const tone = new OscillatorNode(context, { frequency: 300 });
      tone.connect(out);
      tone.start();
      const [track] = out.stream.getTracks();
      if (!track) throw new Error('this browser captured nothing');
      from.addTrack(track, out.stream);
      await from.setLocalDescription();
      if (from.localDescription) await to.setRemoteDescription(from.localDescription);
      await to.setLocalDescription();
      if (to.localDescription) await from.setRemoteDescription(to.localDescription);
      const [receiver] = to.getReceivers();
      const stream = new MediaStream(receiver ? [receiver.track] : []);
      // Chromium plays nothing of a track that no element plays.
      const silent = Object.assign(new Audio(), { srcObject: stream, muted: true });
      await silent.play();
      new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(input);
      return () => (from.close(), to.close());
    }

    const [voice, machine] = [createGauge(), createGauge()];
    const hangUp = await sendToItself(machine.input);
    const sources = new Map<MediaStreamTrack, MediaStreamAudioSourceNode>();
    const changedAtMs: number[] = [];
    // Whatever the page plays of this person now, all of it together.
    const follow = () => {
      const playing = new Set(
        [...document.querySelectorAll<HTMLAudioElement>(`audio[data-peer-id="${id}"]`)]
          .filter(({ paused, muted }) => !paused && !muted)
          .flatMap(({ srcObject }) => (srcObject instanceof MediaStream ? srcObject.getAudioTracks() : [])),
      );
      for (const [track, source] of sources) {
        if (playing.has(track)) continue;
        source.disconnect();
        sources.delete(track);
        changedAtMs.push(performance.now());
      }
      for (const track of playing) {
        if (sources.has(track)) continue;
        const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
        source.connect(voice.input);
        sources.set(track, source);
        changedAtMs.push(performance.now());
      }
    };
    const read = () => [voice, machine].forEach((gauge) => gauge.read());
    const timers = [setInterval(follow, 5), setInterval(read, 100)];
    // Both begin when both are heard.
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (voice.heard.gapMs > 0 || machine.heard.gapMs > 0 || context.currentTime < 1) return;
        clearInterval(look);
        voice.heard.longestGapMs = machine.heard.longestGapMs = 0;
        resolve();
      }, 50);
    });
    return {
      stop() {
        read();
        timers.forEach((timer) => clearInterval(timer));
        hangUp();
        void context.close();
        const { longestGapMs, endedAtMs } = voice.heard;
        const sinceChangeMs = endedAtMs - (changedAtMs.findLast((atMs) => atMs <= endedAtMs) ?? 0);
        return { longestGapMs, machineGapMs: machine.heard.longestGapMs, sinceChangeMs };
      },
    };
  }, peerId);
  return { stop: () => watch.evaluate((running) => running.stop()) };
}
