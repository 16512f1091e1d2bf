import { useEffect, useState } from 'react';
import { useVisit } from '../../room/CallContext.ts';
import { noSpeaker, stepSpeaker, waitMs } from './stepSpeaker.ts';

/** The one of the others to look at because of speaking. Changes seldom; who speaks at all is each tile's own matter. */
export function useActiveSpeaker(): string | undefined {
  const { store } = useVisit();
  const [speakerId, setSpeakerId] = useState<string>();
  useEffect(() => {
    let view = noSpeaker;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      const { speakerIds, self } = store.getState();
      const loudest = speakerIds.find((id) => id !== self.peerId);
      view = stepSpeaker(view, loudest, performance.now());
      setSpeakerId(view.shownId);
      const wait = waitMs(view, performance.now());
      if (wait !== undefined) timer = setTimeout(look, wait);
    };
    look();
    const stop = store.subscribe((after, before) => {
      if (after.speakerIds !== before.speakerIds) look();
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);
  return speakerId;
}
