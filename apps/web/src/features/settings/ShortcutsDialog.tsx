import { useText } from '../../text/TextContext.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyList } from './KeyList.tsx';
import styles from './Settings.module.css';

/** Every key of the call. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { settings: words, call, close } = useText();
  const fixed: readonly (readonly [string, string])[] = [
    [words.space, words.holdSpace],
    ['?', words.openHelp],
    ['Ctrl D', words.keyMeanings.microphone],
    ['Ctrl E', words.keyMeanings.camera],
  ];
  return (
    <Dialog title={call.shortcuts} closeLabel={close} onClose={onClose}>
      <KeyList />
      <dl className={styles.keys}>
        {fixed.map(([key, meaning]) => (
          <div key={key} className={styles.key}>
            <dt>{meaning}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
