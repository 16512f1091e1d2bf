import type { CallSnapshot } from '@confab/client';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { Text } from '../../text/en.ts';
import { useText } from '../../text/TextContext.ts';
import { useCall, useVisit } from '../room/CallContext.ts';
import styles from './DeviceNotice.module.css';

/** What is wrong with a device and what helps, until it is mended or dismissed. What the lobby said is not said again. */
export function DeviceNotice() {
  const { call: words, devices } = useText();
  const { joinsAtOnce } = useVisit();
  const notice = useCall(({ self }) => describe(self, devices));
  const [dismissed, setDismissed] = useState(joinsAtOnce ? '' : notice);
  return (
    <div role="status" className={styles.notice}>
      {notice !== '' && notice !== dismissed && (
        <div className={styles.card}>
          <p className={styles.text}>{notice}</p>
          <button
            type="button"
            className={styles.dismiss}
            aria-label={words.dismiss}
            onClick={() => setDismissed(notice)}
          >
            <X size={20} aria-hidden="true" />
          </button>
        </div>
      )}
    </div>
  );
}

function describe({ microphone, camera }: CallSnapshot['self'], words: Text['devices']): string {
  const sentences = [
    microphone.fault && words.microphoneFaults[microphone.fault],
    camera.fault && words.cameraFaults[camera.fault],
  ];
  return sentences.filter(Boolean).join('\n');
}
