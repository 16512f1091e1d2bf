import { lazy, Suspense } from 'react';
import { useText } from '../../text/TextContext.ts';
import { Panel } from '../../ui/Panel.tsx';
import { useView, useVisit } from '../room/CallContext.ts';
import styles from './CallPage.module.css';
import { closePanel } from './callActions.ts';

const ChatPanel = lazy(async () => ({ default: (await import('./chat/ChatPanel.tsx')).ChatPanel }));
const PeoplePanel = lazy(async () => ({ default: (await import('./people/PeoplePanel.tsx')).PeoplePanel }));

/** The panel beside the call. Its frame is there with the press, and takes the focus: the next key is not one for the button. */
export function OpenPanel() {
  const { chat, people } = useText();
  const visit = useVisit();
  const panel = useView((view) => view.panel);
  if (panel === undefined) return null;
  const words = panel === 'chat' ? chat : people;
  return (
    <div className={styles.panel}>
      <Panel key={panel} title={words.title} closeLabel={words.close} onClose={() => closePanel(visit)}>
        <Suspense>{panel === 'chat' ? <ChatPanel /> : <PeoplePanel />}</Suspense>
      </Panel>
    </div>
  );
}
