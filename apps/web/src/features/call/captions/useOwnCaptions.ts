import type { CaptionHeard } from '@confab/client';
import { useEffect, useEffectEvent } from 'react';
import { useCall, useVisit } from '../../room/CallContext.ts';
import { paceWords } from './paceWords.ts';
import { recognise, type Words } from './recognise.ts';
import type { SpeechRecogniserClass } from './SpeechRecogniser.ts';

type Options = {
  /** Undefined while the person does not want it. */
  readonly Recogniser: SpeechRecogniserClass | undefined;
  readonly onSaid: (said: CaptionHeard) => void;
  readonly onFailed: () => void;
};

/** Sends what this person says as words, while the microphone is on and at no other time (CP2). */
export function useOwnCaptions({ Recogniser, onSaid, onFailed }: Options): void {
  const { session, store } = useVisit();
  const isOn = useCall(({ self }) => self.microphone.actual === 'on');
  const trackId = useCall(({ self }) => self.microphone.trackId);
  const say = useEffectEvent((words: Words) => {
    const { peerId, displayName } = store.getState().self;
    session.caption(words);
    if (peerId !== undefined) onSaid({ ...words, peerId, displayName });
  });
  const fail = useEffectEvent(onFailed);
  useEffect(() => {
    if (!Recogniser || !isOn) return undefined;
    const pace = paceWords((words) => say(words));
    const stop = recognise({
      Recogniser,
      track: trackId === undefined ? undefined : session.tracks.get(trackId),
      language: navigator.language,
      onWords: (words) => pace.tell(words),
      onFailed: () => fail(),
    });
    return () => {
      stop();
      pace.stop();
    };
  }, [Recogniser, isOn, trackId, session]);
}
