import { ChevronDown, Hand, Mic, MicOff, Pin, Video, VideoOff } from 'lucide-react';
import { useId, useState, type CSSProperties } from 'react';
import { useText } from '../../../text/TextContext.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Hidden } from '../../../ui/Hidden.tsx';
import { MenuItem } from '../../../ui/MenuItem.tsx';
import { toHue } from '../../../ui/toHue.ts';
import { useView, useVisit } from '../../room/CallContext.ts';
import { cameraKey, SELF_KEY } from '../stage/toTiles.ts';
import { HostActions } from './HostActions.tsx';
import styles from './PeoplePanel.module.css';
import type { Person } from './toPeople.ts';

type Props = { readonly person: Person; readonly isHost: boolean };

/** One person, with what can be done about them behind a press. */
export function PersonRow({ person, isHost }: Props) {
  const { people: words, call } = useText();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const label = person.isSelf ? call.you(person.name) : person.name;
  const isHeard = person.live.includes('microphone');
  const hue: CSSProperties & Record<'--peer-hue', number> = { '--peer-hue': toHue(person.peerId) };
  return (
    <li className={styles.person}>
      <div className={styles.summary} style={hue}>
        <span className={styles.face}>
          <Avatar name={person.name} />
        </span>
        <span className={styles.who}>
          <bdi className={styles.name}>{label}</bdi>
          {person.role !== 'speaker' && <span className={styles.role}>{words.roles[person.role]}</span>}
        </span>
        {person.handRaised !== undefined && (
          <span className={styles.hand}>
            <Hand size={16} aria-hidden="true" />
            <Hidden>{call.handRaised}</Hidden>
          </span>
        )}
        {isHeard ? <Mic size={18} aria-hidden="true" /> : <MicOff size={18} aria-hidden="true" />}
        {!isHeard && <Hidden>{call.microphoneOff}</Hidden>}
        {person.live.includes('camera') ? (
          <Video size={18} aria-hidden="true" />
        ) : (
          <VideoOff size={18} aria-hidden="true" />
        )}
        <button
          type="button"
          className={styles.open}
          aria-label={words.actions(person.name)}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronDown size={20} aria-hidden="true" />
        </button>
      </div>
      <div id={id} className={styles.actions} hidden={!isOpen}>
        {isOpen && (
          <>
            <PinAction person={person} label={label} />
            {!person.isSelf && <Volume person={person} />}
            {isHost && <HostActions person={person} />}
          </>
        )}
      </div>
    </li>
  );
}

function PinAction({ person, label }: { readonly person: Person; readonly label: string }) {
  const { call } = useText();
  const { view } = useVisit();
  const key = person.isSelf ? SELF_KEY : cameraKey(person.peerId);
  const isPinned = useView(({ pinnedKey }) => pinnedKey === key);
  return (
    <MenuItem
      icon={<Pin size={18} aria-hidden="true" />}
      onPress={() => view.setState({ pinnedKey: isPinned ? undefined : key, page: 0 })}
    >
      {isPinned ? call.unpin(label) : call.pin(label)}
    </MenuItem>
  );
}

function Volume({ person }: { readonly person: Person }) {
  const { people: words } = useText();
  const { view } = useVisit();
  const volume = useView(({ volumes }) => volumes[person.peerId] ?? 1);
  return (
    <label className={styles.volume}>
      <span>{words.volume(person.name)}</span>
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={volume}
        onChange={({ target }) =>
          view.setState(({ volumes }) => ({ volumes: { ...volumes, [person.peerId]: target.valueAsNumber } }))
        }
      />
    </label>
  );
}
