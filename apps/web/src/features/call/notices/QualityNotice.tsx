import { useState } from 'react';
import type { DrawnCall } from '../../../stores/callStore.ts';
import type { Text } from '../../../text/en.ts';
import { useText } from '../../../text/TextContext.ts';
import { useCall } from '../../room/CallContext.ts';
import { Notice } from './Notice.tsx';

/** When it is one's own line or device that spoils the call: what is to blame, and what was turned down for it. */
export function QualityNotice() {
  const { call: words, notices } = useText();
  const message = useCall((call) => describe(call, notices));
  const [dismissed, setDismissed] = useState('');
  return (
    <div role="status">
      {message !== '' && message !== dismissed && (
        <Notice dismissLabel={words.dismiss} onDismiss={() => setDismissed(message)}>
          {message}
        </Notice>
      )}
    </div>
  );
}

function describe({ quality, frugal, media, peers }: DrawnCall, words: Text['notices']): string {
  // Somebody alone has nobody to be bad for, and what is being repaired has a banner.
  if (peers.length === 0 || media !== 'connected') return '';
  const cause = quality.level === 'poor' ? words.poor[quality.cause ?? 'unknown'] : '';
  return [cause, frugal && words.frugal[frugal.step]].filter(Boolean).join(' ');
}
