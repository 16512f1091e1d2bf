/** Takes a level from 0 to 1 ten times a second. True or false when the finding changes, undefined while it does not. */
export type Judge = (level: number) => boolean | undefined;

const SPEECH_LEVEL = 0.45;
const SPEECH_SAMPLES = 6;
const FORGET_SAMPLES = 40;
const SILENT_SAMPLES = 80;

/** Speech, and no cough or keyboard: most of a second within two. The finding passes after four seconds of quiet. */
export function judgeMuted(): Judge {
  let loud = 0;
  let quiet = 0;
  let isFound = false;
  return (level) => {
    const isLoud = level > SPEECH_LEVEL;
    quiet = isLoud ? 0 : quiet + 1;
    loud = isLoud ? Math.min(loud + 1, SPEECH_SAMPLES) : Math.max(0, loud - 0.5);
    if (!isFound && loud >= SPEECH_SAMPLES) return (isFound = true);
    if (isFound && quiet >= FORGET_SAMPLES) return (isFound = false);
    return undefined;
  };
}

/** Digital silence for eight seconds: no room is that quiet. The first sound clears the microphone. */
export function judgeUnmuted(): Judge {
  let silent = 0;
  let isFound = false;
  return (level) => {
    silent = level > 0 ? 0 : silent + 1;
    if (!isFound && silent >= SILENT_SAMPLES) return (isFound = true);
    if (isFound && silent === 0) return (isFound = false);
    return undefined;
  };
}
