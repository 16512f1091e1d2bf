import type { ConnectionCheck } from '@confab/client';
import type { Text } from '../../text/en.ts';

export type Finding = { readonly text: string; readonly isGood: boolean };

/** What the check means for a call, worst news not left out. */
export function toFindings(check: ConnectionCheck, words: Text['lobby']['check']): readonly Finding[] {
  const { path, roundTripMs, uploadKbps, microphone } = check;
  return [
    { text: words.paths[path], isGood: path === 'udp' },
    ...(roundTripMs === undefined
      ? []
      : [{ text: words.roundTrip(Math.round(roundTripMs)), isGood: roundTripMs <= SLOW_MS }]),
    ...(uploadKbps === undefined
      ? []
      : [{ text: words.upload((uploadKbps / 1000).toFixed(1)), isGood: uploadKbps >= LEAST_KBPS }]),
    { text: words.microphones[microphone], isGood: microphone === 'heard' },
  ];
}

/** Beyond it people begin to talk over each other (ITU-T G.114 asks for 150 ms one way). */
const SLOW_MS = 300;
/** A small picture and a voice. */
const LEAST_KBPS = 600;
