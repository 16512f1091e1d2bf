import type { Recognised, SpeechRecogniser, SpeechRecogniserClass } from './SpeechRecogniser.ts';

export type Words = { readonly captionId: string; readonly text: string; readonly isFinal: boolean };

type Options = {
  readonly Recogniser: SpeechRecogniserClass;
  readonly track: MediaStreamTrack | undefined;
  readonly language: string;
  readonly onWords: (words: Words) => void;
  /** It is over, and trying again is of no use. */
  readonly onFailed: () => void;
};

/** Sessions of a recogniser end by themselves, after a minute or a silence; the next one begins after so long. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;
const HOPELESS: ReadonlySet<unknown> = new Set(['not-allowed', 'service-not-allowed', 'language-not-supported']);

/** Has the browser write down what is said, until the returned function is called. Nothing comes after that. */
export function recognise(options: Options): () => void {
  const name = crypto.randomUUID().slice(0, 8);
  let [session, pauseMs, isOver] = [0, PAUSE_MS, false];
  let running: SpeechRecogniser | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const begin = () => {
    const recogniser = new options.Recogniser();
    const prefix = `${name}-${++session}`;
    running = recogniser;
    Object.assign(recogniser, { lang: options.language, continuous: true, interimResults: true });
    recogniser.addEventListener('result', (event) => {
      if (isOver) return;
      pauseMs = PAUSE_MS;
      for (const words of toWords(event as Event & Recognised, prefix)) options.onWords(words);
    });
    recogniser.addEventListener('error', (event) => {
      if (isOver || !HOPELESS.has((event as Event & { readonly error?: string }).error)) return;
      stop();
      options.onFailed();
    });
    recogniser.addEventListener('end', again);
    start(recogniser, options.track);
  };
  const again = () => {
    if (isOver) return;
    timer = setTimeout(begin, pauseMs);
    // Without network it ends at once, each time.
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  };
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
    running?.abort();
  };
  begin();
  return stop;
}

/** With our track where that is possible: the microphone that was picked, as the others hear it. */
function start(recogniser: SpeechRecogniser, track: MediaStreamTrack | undefined): void {
  if (!track) return recogniser.start();
  try {
    return recogniser.start(track);
  } catch {
    // A browser that knows the parameter and not this kind of track.
    return recogniser.start();
  }
}

function toWords({ results, resultIndex }: Recognised, prefix: string): readonly Words[] {
  return Array.from(results)
    .slice(resultIndex)
    .flatMap((result, index) => {
      const text = (result[0]?.transcript ?? '').trim();
      return text === '' ? [] : [{ captionId: `${prefix}-${resultIndex + index}`, text, isFinal: result.isFinal }];
    });
}
