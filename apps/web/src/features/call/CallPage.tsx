import { lazy, Suspense, useCallback } from 'react';
import { useText } from '../../text/TextContext.ts';
import { Hidden } from '../../ui/Hidden.tsx';
import { useCall, useView } from '../room/CallContext.ts';
import { PageMain } from '../room/PageMain.tsx';
import { Announcer } from './Announcer.tsx';
import styles from './CallPage.module.css';
import { Invitation } from './Invitation.tsx';
import { Banner } from './notices/Banner.tsx';
import { ChangeNotices } from './notices/ChangeNotices.tsx';
import { DeviceNotice } from './notices/DeviceNotice.tsx';
import { KnockNotice } from './notices/KnockNotice.tsx';
import { OtherTabNotice } from './notices/OtherTabNotice.tsx';
import { QualityNotice } from './notices/QualityNotice.tsx';
import { ShareNotice } from './notices/ShareNotice.tsx';
import { SoundNotice } from './notices/SoundNotice.tsx';
import { UnheardNotice } from './notices/UnheardNotice.tsx';
import { UnmuteAsk } from './notices/UnmuteAsk.tsx';
import { OpenPanel } from './OpenPanel.tsx';
import { ReactionShow } from './ReactionShow.tsx';
import { RemoteAudio } from './RemoteAudio.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { Stage } from './stage/Stage.tsx';
import { Toolbar } from './Toolbar.tsx';

const Captions = lazy(async () => ({ default: (await import('./captions/Captions.tsx')).Captions }));
const CallDialog = lazy(async () => ({ default: (await import('./CallDialog.tsx')).CallDialog }));

/** The call itself. */
export function CallPage() {
  const { product } = useText();
  // The button that was pressed to come here is gone, and the focus with it.
  const focus = useCallback((stage: HTMLDivElement | null) => stage?.focus(), []);
  return (
    <PageMain className={styles.page}>
      <title>{product}</title>
      <h1>
        <Hidden>{product}</Hidden>
      </h1>
      <Shortcuts />
      <Announcer />
      <div className={styles.middle}>
        <div ref={focus} className={styles.stage} tabIndex={-1}>
          <Stage />
          <Notices />
          <AloneInvitation />
          <ReactionShow />
          <RemoteAudio />
        </div>
        <OpenPanel />
      </div>
      <Suspense>
        <OpenCaptions />
      </Suspense>
      <Toolbar />
      <Suspense>
        <OpenDialog />
      </Suspense>
    </PageMain>
  );
}

function Notices() {
  return (
    <div className={styles.over}>
      <Banner />
      <UnheardNotice />
      <KnockNotice />
      <UnmuteAsk />
      <DeviceNotice />
      <SoundNotice />
      <QualityNotice />
      <ChangeNotices />
      <OtherTabNotice />
      <ShareNotice />
    </div>
  );
}

/** Where it covers no face. */
function AloneInvitation() {
  const isAlone = useCall((call) => call.peers.length === 0);
  return (
    isAlone && (
      <div className={styles.alone}>
        <Invitation />
      </div>
    )
  );
}

function OpenCaptions() {
  const hasCaptions = useView((view) => view.hasCaptions);
  return hasCaptions && <Captions />;
}

function OpenDialog() {
  const dialog = useView((view) => view.dialog);
  return dialog && <CallDialog dialog={dialog} />;
}
