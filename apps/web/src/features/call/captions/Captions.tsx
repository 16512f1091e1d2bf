import type { CaptionHeard } from '@confab/client';
import { useState } from 'react';
import { useText } from '../../../text/TextContext.ts';
import { Button } from '../../../ui/Button.tsx';
import { useCall } from '../../room/CallContext.ts';
import styles from './Captions.module.css';
import { findRecogniser } from './SpeechRecogniser.ts';
import { useCaptionLines } from './useCaptionLines.ts';
import { useOwnCaptions } from './useOwnCaptions.ts';

/** What is said, to be read: of who has chosen to have their words written down by their browser. */
export function Captions() {
  const { captions: words } = useText();
  const { lines, add } = useCaptionLines();
  const selfId = useCall((call) => call.self.peerId);
  return (
    <section className={styles.captions} aria-label={words.title}>
      <ol className={styles.lines}>
        {lines.map(({ key, peerId, displayName, text, isFinal }) => (
          <li key={key} className={styles.line} data-final={isFinal}>
            <bdi className={styles.who}>{peerId === selfId ? words.you : displayName}</bdi>{' '}
            <bdi className={styles.text}>{text}</bdi>
          </li>
        ))}
        {lines.length === 0 && <li className={styles.empty}>{words.empty}</li>}
      </ol>
      <OwnCaptions onSaid={add} />
    </section>
  );
}

type OwnProps = { readonly onSaid: (said: CaptionHeard) => void };
type Choice = 'off' | 'asking' | 'on' | 'failed';

/** Opt-in, each time anew: sound leaves for the browser's maker, which nothing else here does. */
function OwnCaptions({ onSaid }: OwnProps) {
  const { captions: words } = useText();
  const [choice, setChoice] = useState<Choice>('off');
  const Recogniser = findRecogniser();
  const isMuted = useCall(({ self }) => self.microphone.actual !== 'on');
  useOwnCaptions({ Recogniser: choice === 'on' ? Recogniser : undefined, onSaid, onFailed: () => setChoice('failed') });
  if (!Recogniser) return <p className={styles.note}>{words.impossible}</p>;
  if (choice === 'asking')
    return (
      <div className={styles.own}>
        <p className={styles.note}>{words.consent}</p>
        <div className={styles.choices}>
          <Button size="small" onPress={() => setChoice('off')}>
            {words.decline}
          </Button>
          <Button size="small" tone="primary" onPress={() => setChoice('on')}>
            {words.agree}
          </Button>
        </div>
      </div>
    );
  return (
    <div className={styles.own}>
      {choice === 'failed' && (
        <p className={styles.note} role="alert">
          {words.failed}
        </p>
      )}
      {choice === 'on' && <p className={styles.note}>{isMuted ? words.resting : words.running}</p>}
      <Button size="small" onPress={() => setChoice(choice === 'on' ? 'off' : 'asking')}>
        {choice === 'on' ? words.stop : words.start}
      </Button>
    </div>
  );
}
