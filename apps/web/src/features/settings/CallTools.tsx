import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { useSession, useVisit } from '../room/CallContext.ts';
import styles from './Settings.module.css';

/** Ways on from the settings of a call. */
export function CallTools() {
  const { settings: words, call, statistics } = useText();
  const session = useSession();
  const { view } = useVisit();
  return (
    <section className={styles.row} aria-label={words.tools}>
      <Button size="small" onPress={() => view.setState({ dialog: 'shortcuts' })}>
        {call.shortcuts}
      </Button>
      {session.statistics && (
        <Button size="small" onPress={() => view.setState({ dialog: 'statistics' })}>
          {statistics.title}
        </Button>
      )}
    </section>
  );
}
