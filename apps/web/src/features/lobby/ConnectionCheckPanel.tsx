import { Activity, CircleAlert, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { run } from '../../app/run.ts';
import type { ConnectionCheck } from '@confab/client';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { useSession } from '../room/CallContext.ts';
import styles from './ConnectionCheck.module.css';
import { toFindings } from './toFindings.ts';

type State = 'idle' | 'running' | 'failed' | ConnectionCheck;

/** Five seconds that tell whether a call will work, before anybody waits for one. */
export function ConnectionCheckPanel() {
  const { lobby: words } = useText();
  const session = useSession();
  const [state, setState] = useState<State>('idle');
  if (!session.checkConnection) return null;
  const check = async () => {
    setState('running');
    // Whatever went wrong, the answer is the same: nothing can be said about the connection.
    setState((await session.checkConnection?.().catch(() => undefined)) ?? 'failed');
  };
  return (
    <section className={styles.panel} aria-label={words.check.title}>
      <Button size="small" busy={state === 'running'} onPress={() => run(check())}>
        <Activity size={18} aria-hidden="true" />
        {state === 'running' ? words.check.running : words.check.start}
      </Button>
      <div role="status" className={styles.found}>
        {state === 'failed' && <p>{words.check.failed}</p>}
        {typeof state === 'object' && <Findings check={state} />}
      </div>
    </section>
  );
}

function Findings({ check }: { readonly check: ConnectionCheck }) {
  const { lobby } = useText();
  return (
    <ul className={styles.findings}>
      {toFindings(check, lobby.check).map(({ text, isGood }) => (
        <li key={text} className={isGood ? styles.good : styles.bad}>
          {isGood ? <CircleCheck size={18} aria-hidden="true" /> : <CircleAlert size={18} aria-hidden="true" />}
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
