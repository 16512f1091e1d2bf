import type { CallSnapshot } from '@confab/client';
import { MENDED_MS } from '../../../stores/keepOwn.ts';
import type { Text } from '../../../text/en.ts';
import { useText } from '../../../text/TextContext.ts';
import { useCall } from '../../room/CallContext.ts';
import { Notice } from './Notice.tsx';
import { useHeld } from './useHeld.ts';

/** Says what is not as it should be, for as long as it is so. */
export function Banner() {
  const { banner } = useText();
  const signaling = useCall((call) => call.signaling);
  const media = useCall((call) => call.media);
  const isAlone = useCall((call) => call.peers.length === 0);
  const message = describe({ signaling, media, isAlone }, banner);
  const isDue = useHeld(message !== undefined, MENDED_MS);
  return <div role="status">{isDue && message !== undefined && <Notice>{message}</Notice>}</div>;
}

type Health = Pick<CallSnapshot, 'signaling' | 'media'> & { readonly isAlone: boolean };

function describe({ signaling, media, isAlone }: Health, words: Text['banner']): string | undefined {
  if (media === 'failed') return words.failed;
  if (media === 'repairing') return words.repairing;
  if (signaling === 'reconnecting') return words.reconnecting;
  // Who is alone waits for nothing that could be heard or seen.
  return media === 'connecting' && !isAlone ? words.connecting : undefined;
}
