/** What makes one person of a test unmistakable: a tone that nobody else hums, a face that nobody else wears. */
export type Identity = {
  readonly index: number;
  readonly toneHz: number;
  /** A CSS colour. */
  readonly colour: string;
};

/** As many people as one test can tell apart. */
const MAX_PEOPLE = 12;

const FIRST_TONE_HZ = 400;
/** Far enough apart that no tone is found in another's place within a window of 100 ms, which sees 10 Hz. */
const TONE_STEP_HZ = 200;

export function createIdentity(index: number): Identity {
  if (index >= MAX_PEOPLE) throw new Error(`at most ${MAX_PEOPLE} people can be told apart in one test`);
  return {
    index,
    toneHz: FIRST_TONE_HZ + TONE_STEP_HZ * index,
    colour: `hsl(${Math.round((360 / MAX_PEOPLE) * index)} 80% 40%)`,
  };
}

export const allTonesHz: readonly number[] = Array.from(
  { length: MAX_PEOPLE },
  (_, index) => createIdentity(index).toneHz,
);
