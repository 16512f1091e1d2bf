import { useRef, useState, type SubmitEvent } from 'react';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Wordmark } from '../../ui/Wordmark.tsx';
import { useCall, useVisit } from '../room/CallContext.ts';
import { isFitName } from '../room/isFitName.ts';
import { SettingsButton } from '../settings/SettingsButton.tsx';
import { PageMain } from '../room/PageMain.tsx';
import { ChangeNotices } from '../call/notices/ChangeNotices.tsx';
import { OtherTabNotice } from '../call/notices/OtherTabNotice.tsx';
import { ConnectionCheckPanel } from './ConnectionCheckPanel.tsx';
import { DevicePickers } from './DevicePickers.tsx';
import { SpeakerTest } from './SpeakerTest.tsx';
import { WhoIsInside } from './WhoIsInside.tsx';
import styles from './LobbyPage.module.css';
import { Preview } from './Preview.tsx';

/** Before the call: a look in the mirror, a name, and the right devices. */
export function LobbyPage() {
  const { product, lobby } = useText();
  return (
    <PageMain className={styles.page}>
      <title>{`${lobby.title} · ${product}`}</title>
      <header className={styles.header}>
        <Wordmark label={product} />
        <SettingsButton />
      </header>
      <div className={styles.content}>
        <Preview />
        <div className={styles.side}>
          <h1>{lobby.title}</h1>
          <OtherTabNotice />
          <ChangeNotices />
          <WhoIsInside />
          <NameForm />
        </div>
        <div className={styles.below}>
          <DevicePickers />
          <div className={styles.tools}>
            <SpeakerTest />
            <ConnectionCheckPanel />
          </div>
        </div>
      </div>
    </PageMain>
  );
}

function NameForm() {
  const { lobby } = useText();
  const visit = useVisit();
  const asks = useCall((call) => call.lobby?.entry === 'ask');
  const isJoining = useCall((call) => call.state === 'joining');
  const [name, setName] = useState(() => visit.store.getState().self.displayName);
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isFitName(name)) return visit.join(name.trim());
    setFault(name.trim() === '' ? lobby.nameNeeded : lobby.nameUnfit);
    field.current?.focus();
  };

  const change = (next: string) => {
    setName(next);
    setFault(undefined);
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        label={lobby.name}
        value={name}
        onChange={change}
        fault={fault}
        autoComplete="nickname"
        maxLength={MAX_NAME_INPUT}
        ref={field}
      />
      <Button type="submit" tone="primary" busy={isJoining}>
        {isJoining ? lobby.joining : asks ? lobby.askToJoin : lobby.join}
      </Button>
    </form>
  );
}

/** Keeps a pasted book out; what a name may be is judged when joining. */
const MAX_NAME_INPUT = 256;
