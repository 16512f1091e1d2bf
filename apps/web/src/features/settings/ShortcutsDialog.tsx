import { useText } from '../../text/TextContext.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './Settings.module.css';

/** Every key of the call. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { settings: words, call, close } = useText();
  const keys: readonly (readonly [string, string])[] = [
    ['m', words.microphone],
    [words.space, words.holdSpace],
    ['v', words.camera],
    ['d', words.screen],
    ['r', words.hand],
    ['c', call.chat],
    ['p', call.people],
    ['w', words.toggleView],
    ['?', words.openHelp],
    ['Ctrl D', words.microphone],
    ['Ctrl E', words.camera],
  ];
  return (
    <Dialog title={call.shortcuts} closeLabel={close} onClose={onClose}>
      <dl className={styles.keys}>
        {keys.map(([key, meaning]) => (
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
