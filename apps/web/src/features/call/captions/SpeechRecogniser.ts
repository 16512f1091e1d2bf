/** What is used of the browser's own recogniser (Web Speech API); TypeScript's DOM library does not have it. */
export type SpeechRecogniser = EventTarget & {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  /** Newer browsers take a track; older ones listen to the system's microphone whatever they are given. */
  start(track?: MediaStreamTrack): void;
  abort(): void;
};

export type SpeechRecogniserClass = new () => SpeechRecogniser;

/** Of `result` events. */
export type Recognised = {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
};

const NAMES = ['SpeechRecognition', 'webkitSpeechRecognition'] as const;

/** Undefined where the browser has none. */
export function findRecogniser(scope: object = globalThis): SpeechRecogniserClass | undefined {
  const known = scope as Partial<Record<(typeof NAMES)[number], SpeechRecogniserClass>>;
  return known.SpeechRecognition ?? known.webkitSpeechRecognition;
}
