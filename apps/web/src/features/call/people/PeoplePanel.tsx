import { useMemo, useState } from 'react';
import { useText } from '../../../text/TextContext.ts';
import { TextField } from '../../../ui/TextField.tsx';
import { useCall } from '../../room/CallContext.ts';
import { HostControls } from './HostControls.tsx';
import styles from './PeoplePanel.module.css';
import { PersonRow } from './PersonRow.tsx';
import { findPeople, toPeople } from './toPeople.ts';
import { WaitingList } from './WaitingList.tsx';

/** Who is here, who waits, whose hand is up; what hosts may do about it. */
export function PeoplePanel() {
  const { people: words } = useText();
  const self = useCall((call) => call.self);
  const peers = useCall((call) => call.peers);
  const [search, setSearch] = useState('');
  const people = useMemo(() => findPeople(toPeople(self, peers), search), [self, peers, search]);
  const isHost = self.role === 'host';
  return (
    <div className={styles.body}>
      {isHost && <WaitingList />}
      <TextField label={words.search} value={search} onChange={setSearch} />
      {people.length === 0 && <p role="status">{words.nobody}</p>}
      <ul className={styles.list} aria-label={words.inMeeting}>
        {people.map((person) => (
          <PersonRow key={person.peerId} person={person} isHost={isHost} />
        ))}
      </ul>
      {isHost && <HostControls />}
    </div>
  );
}
