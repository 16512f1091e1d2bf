import type { CallSnapshot } from '@confab/client';
import type { Text } from '../../../text/en.ts';

type Own = Pick<CallSnapshot['self'], 'microphone' | 'camera' | 'screen'>;

/** What is muted or off is no wonder, and not told. */
export function describeUnheard({ microphone, camera, screen }: Own, words: Text['notices']): string {
  const sentences = [
    microphone.actual === 'on' && microphone.unheardBy ? words.unheard(microphone.unheardBy) : '',
    camera.actual === 'on' && camera.unheardBy ? words.unseen(camera.unheardBy) : '',
    screen.actual === 'on' && screen.unheardBy ? words.unseenScreen(screen.unheardBy) : '',
  ];
  return sentences.filter(Boolean).join('\n');
}
