import { useText } from '../../../text/TextContext.ts';
import { Button } from '../../../ui/Button.tsx';
import { useCall, useSession } from '../../room/CallContext.ts';
import { toPeerId } from '../../room/toPeerId.ts';
import styles from './PeoplePanel.module.css';
import { useModerate } from './useModerate.ts';

/** Visitors at the door, the first one first. */
export function WaitingList() {
  const { people: words } = useText();
  const { moderation } = useSession();
  const waiting = useCall((call) => call.waiting);
  const { hasFailed, moderate } = useModerate();
  if (waiting.length === 0) return null;
  const peerIds = waiting.map(({ peerId }) => toPeerId(peerId));
  return (
    <section className={styles.section} aria-label={words.waiting}>
      <h3 className={styles.heading}>{words.waiting}</h3>
      <ul className={styles.list}>
        {waiting.map(({ displayName, peerId }) => (
          <li key={peerId} className={styles.visitor}>
            <bdi className={styles.name}>{displayName}</bdi>
            <Button
              size="small"
              label={words.refuse(displayName)}
              onPress={() => moderate(moderation.refuse({ peerIds: [toPeerId(peerId)] }))}
            >
              {words.refuseShort}
            </Button>
            <Button
              size="small"
              tone="primary"
              label={words.admit(displayName)}
              onPress={() => moderate(moderation.admit({ peerIds: [toPeerId(peerId)] }))}
            >
              {words.admitShort}
            </Button>
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <div className={styles.row}>
          <Button size="small" onPress={() => moderate(moderation.refuse({ peerIds }))}>
            {words.refuseAll}
          </Button>
          <Button size="small" onPress={() => moderate(moderation.admit({ peerIds }))}>
            {words.admitAll}
          </Button>
        </div>
      )}
      {hasFailed && <p role="alert">{words.failed}</p>}
    </section>
  );
}
