import type { LobbyFacts } from '@confab/client';
import { useText } from '../../text/TextContext.ts';
import { useCall } from '../room/CallContext.ts';
import styles from './LobbyPage.module.css';

/** Who is inside already, and whether the door is open. Nothing while nothing is known. */
export function WhoIsInside() {
  const { lobby: words } = useText();
  const lobby = useCall((call) => call.lobby);
  return (
    <div role="status" className={styles.facts}>
      {lobby && lobby.entry !== 'free' && lobby.entry !== 'unknown' && (
        <p className={styles.door}>{words.doors[lobby.entry]}</p>
      )}
      {lobby && <Inside lobby={lobby} />}
    </div>
  );
}

function Inside({ lobby: { people, entry } }: { readonly lobby: LobbyFacts }) {
  const { lobby: words } = useText();
  // Behind a closed door names are not told; that none are is no sign that nobody is there.
  if (people.length === 0) return entry === 'free' ? <p>{words.nobodyInside}</p> : null;
  const shown = people.slice(0, people.length > MOST_NAMES + 1 ? MOST_NAMES : MOST_NAMES + 1);
  return (
    <p>
      {`${words.inside} `}
      {shown.map((name, index) => (
        // Two people may have the same name.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index}>
          {index > 0 && ', '}
          <bdi className={styles.inside}>{name}</bdi>
        </span>
      ))}
      {people.length > shown.length && ` ${words.andMore(people.length - shown.length)}`}
    </p>
  );
}

const MOST_NAMES = 4;
