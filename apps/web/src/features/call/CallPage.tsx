import { useCallback } from 'react';
import { useText } from '../../text/TextContext.ts';
import { useCall } from '../room/CallContext.ts';
import { PageMain } from '../room/PageMain.tsx';
import { Announcer } from './Announcer.tsx';
import { Banner } from './Banner.tsx';
import styles from './CallPage.module.css';
import { DeviceNotice } from './DeviceNotice.tsx';
import { Grid } from './Grid.tsx';
import { Invitation } from './Invitation.tsx';
import { RemoteAudio } from './RemoteAudio.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { Toolbar } from './Toolbar.tsx';

/** The call itself. */
export function CallPage() {
  const { product } = useText();
  const isAlone = useCall((call) => call.peers.length === 0);
  // The button that was pressed to come here is gone, and the focus with it.
  const focus = useCallback((stage: HTMLDivElement | null) => stage?.focus(), []);
  return (
    <PageMain className={styles.page}>
      <title>{product}</title>
      <Shortcuts />
      <Announcer />
      <div ref={focus} className={styles.stage} tabIndex={-1}>
        <Grid />
        <div className={styles.over}>
          <Banner />
          <DeviceNotice />
          {isAlone && <Invitation />}
        </div>
        <RemoteAudio />
      </div>
      <Toolbar />
    </PageMain>
  );
}
