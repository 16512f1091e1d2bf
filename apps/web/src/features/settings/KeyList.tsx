import { useState, type KeyboardEvent } from 'react';
import { usePreference, usePreferences } from '../../device/PreferencesContext.ts';
import { defaultKeys, isFitKey, type KeyedAction } from '../../device/shortcutKeys.ts';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Settings.module.css';

const actions = Object.keys(defaultKeys) as readonly KeyedAction[]; // Object.keys() forgets which keys it had.

/** Every single key of the call, each to be changed by a press on it and the new key. */
export function KeyList() {
  const { settings: words } = useText();
  const preferences = usePreferences();
  const keys = usePreference((all) => all.keys);
  const [changing, setChanging] = useState<KeyedAction>();
  const [fault, setFault] = useState('');

  const take = (event: KeyboardEvent) => {
    if (!changing || ['Tab', 'Shift', 'Enter', ' '].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const key = event.key.toLowerCase();
    if (key === 'escape') return setChanging(undefined);
    if (!isFitKey(key)) return setFault(words.keyUnfit);
    if (actions.some((action) => action !== changing && keys[action] === key)) return setFault(words.keyTaken(key));
    preferences.setState({ keys: { ...keys, [changing]: key } });
    setFault('');
    return setChanging(undefined);
  };

  return (
    <>
      <dl className={styles.keys}>
        {actions.map((action) => (
          <div key={action} className={styles.key}>
            <dt>{words.keyMeanings[action]}</dt>
            <dd>
              <button
                type="button"
                className={styles.keyButton}
                aria-label={words.changeKey(words.keyMeanings[action], keys[action])}
                aria-pressed={changing === action}
                onKeyDown={take}
                onBlur={() => setChanging(undefined)}
                onClick={() => setChanging(action)}
              >
                {changing === action ? words.pressKey : keys[action]}
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <p role="alert" className={styles.fault}>
        {fault}
      </p>
      <Button size="small" onPress={() => preferences.setState({ keys: defaultKeys })}>
        {words.usualKeys}
      </Button>
    </>
  );
}
