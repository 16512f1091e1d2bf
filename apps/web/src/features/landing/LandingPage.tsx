import { Video } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { run } from '../../app/run.ts';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { Wordmark } from '../../ui/Wordmark.tsx';
import { createRoom } from './createRoom.ts';
import { Illustration } from './Illustration.tsx';
import { JoinForm } from './JoinForm.tsx';
import styles from './LandingPage.module.css';
import { RecentRooms } from './RecentRooms.tsx';
import { SettingsButton } from '../settings/SettingsButton.tsx';

/** The front door: start a meeting, or go to one. */
export function LandingPage() {
  const text = useText();
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Wordmark label={text.product} />
        <SettingsButton />
      </header>
      <main className={styles.main}>
        <div className={styles.words}>
          <h1 className={styles.title}>{text.landing.title}</h1>
          <p className={styles.pitch}>{text.landing.pitch}</p>
          <div className={styles.ways}>
            <NewMeeting />
            <p className={styles.or}>{text.landing.or}</p>
            <JoinForm />
            <RecentRooms />
          </div>
        </div>
        <Illustration />
      </main>
    </div>
  );
}

function NewMeeting() {
  const text = useText();
  const [, navigate] = useLocation();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');

  const start = async () => {
    setState('busy');
    const roomId = await createRoom();
    if (roomId === undefined) setState('failed');
    else navigate(`/r/${roomId}`);
  };

  return (
    <div className={styles.newMeeting}>
      <Button tone="primary" busy={state === 'busy'} onPress={() => run(start())}>
        <Video size={20} aria-hidden="true" />
        {text.landing.newMeeting}
      </Button>
      <p className={styles.fault} role="alert">
        {state === 'failed' ? text.landing.createFailed : ''}
      </p>
    </div>
  );
}
