/** Who stands in front because of speaking, and who may be next. */
export type SpeakerView = {
  readonly shownId: string | undefined;
  readonly shownSinceMs: number;
  /** Speaks now, and has since then. */
  readonly nextId?: string;
  readonly nextSinceMs?: number;
};

export const noSpeaker: SpeakerView = { shownId: undefined, shownSinceMs: -Infinity };

/** Somebody has to stay in front for so long, and somebody else to speak for so long: a cough changes nothing. */
const LEAST_SHOWN_MS = 2_000;
const LEAST_SPEAKING_MS = 700;

/** What the loudest voice of this moment (undefined: silence) means for who is shown. */
export function stepSpeaker(view: SpeakerView, loudestId: string | undefined, nowMs: number): SpeakerView {
  const { shownId, shownSinceMs } = view;
  // In silence the last one to speak stays.
  if (loudestId === undefined || loudestId === shownId)
    return view.nextId === undefined ? view : { shownId, shownSinceMs };
  if (shownId === undefined) return { shownId: loudestId, shownSinceMs: nowMs };
  const nextSinceMs = view.nextId === loudestId ? (view.nextSinceMs ?? nowMs) : nowMs;
  if (nowMs >= changeAtMs(shownSinceMs, nextSinceMs)) return { shownId: loudestId, shownSinceMs: nowMs };
  return view.nextId === loudestId ? view : { shownId, shownSinceMs, nextId: loudestId, nextSinceMs };
}

/** How long until the next one takes over, if that one goes on speaking; undefined: nobody is about to. */
export const waitMs = ({ nextId, nextSinceMs = 0, shownSinceMs }: SpeakerView, nowMs: number): number | undefined =>
  nextId === undefined ? undefined : Math.max(0, changeAtMs(shownSinceMs, nextSinceMs) - nowMs);

const changeAtMs = (shownSinceMs: number, nextSinceMs: number): number =>
  Math.max(shownSinceMs + LEAST_SHOWN_MS, nextSinceMs + LEAST_SPEAKING_MS);
