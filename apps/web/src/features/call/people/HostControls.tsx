import { useState } from 'react';
import { useText } from '../../../text/TextContext.ts';
import { Button } from '../../../ui/Button.tsx';
import { SwitchField } from '../../../ui/SwitchField.tsx';
import { useCall, useSession } from '../../room/CallContext.ts';
import styles from './PeoplePanel.module.css';
import { useModerate } from './useModerate.ts';

/** What hosts decide for everyone. The switches show what the room knows, not what was pressed. */
export function HostControls() {
  const { people: words } = useText();
  const { moderation } = useSession();
  const { locked, waitingRoom } = useCall((call) => call.room);
  const [isEnding, setEnding] = useState(false);
  const { hasFailed, moderate } = useModerate();
  return (
    <section className={styles.section} aria-label={words.hostControls}>
      <h3 className={styles.heading}>{words.hostControls}</h3>
      <SwitchField
        label={words.lock}
        hint={words.lockHint}
        isOn={locked}
        onChange={(isOn) => moderate(moderation.setLocked({ locked: isOn }))}
      />
      <SwitchField
        label={words.waitingRoom}
        hint={words.waitingRoomHint}
        isOn={waitingRoom}
        onChange={(enabled) => moderate(moderation.setWaitingRoom({ enabled }))}
      />
      <div className={styles.row}>
        <Button size="small" onPress={() => moderate(moderation.muteAll({}))}>
          {words.muteAll}
        </Button>
        {!isEnding && (
          <Button size="small" onPress={() => setEnding(true)}>
            {words.end}
          </Button>
        )}
      </div>
      {isEnding && (
        <div role="group" aria-label={words.endSure} className={styles.sure}>
          <p>{words.endSure}</p>
          <div className={styles.row}>
            <Button size="small" onPress={() => setEnding(false)}>
              {words.cancel}
            </Button>
            <Button size="small" tone="danger" onPress={() => moderate(moderation.endRoom({}))}>
              {words.endYes}
            </Button>
          </div>
        </div>
      )}
      {hasFailed && <p role="alert">{words.failed}</p>}
    </section>
  );
}
