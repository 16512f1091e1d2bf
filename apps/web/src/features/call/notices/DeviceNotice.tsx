import type { CallSnapshot } from '@confab/client';
import { useState } from 'react';
import type { Text } from '../../../text/en.ts';
import { useText } from '../../../text/TextContext.ts';
import { useCall, useVisit } from '../../room/CallContext.ts';
import { Notice } from './Notice.tsx';

/** What is wrong with a device and what helps, until it is mended or dismissed. What the lobby said is not said again. */
export function DeviceNotice() {
  const { call: words, devices } = useText();
  const { joinsAtOnce } = useVisit();
  const notice = useCall(({ self }) => describe(self, devices));
  const [dismissed, setDismissed] = useState(joinsAtOnce ? '' : notice);
  // What was read once is news again when it had been mended meanwhile.
  if (notice === '' && dismissed !== '') setDismissed('');
  return (
    <div role="status">
      {notice !== '' && notice !== dismissed && (
        <Notice dismissLabel={words.dismiss} onDismiss={() => setDismissed(notice)}>
          {notice}
        </Notice>
      )}
    </div>
  );
}

function describe({ microphone, camera }: CallSnapshot['self'], words: Text['devices']): string {
  if (microphone.fault === 'denied' && camera.fault === 'denied') return words.bothDenied;
  const sentences = [
    microphone.fault && words.microphoneFaults[microphone.fault],
    camera.fault && words.cameraFaults[camera.fault],
  ];
  return sentences.filter(Boolean).join('\n');
}
