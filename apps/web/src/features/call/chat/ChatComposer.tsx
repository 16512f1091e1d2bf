import { chatText } from '@confab/protocol';
import { SendHorizontal } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react';
import { useText } from '../../../text/TextContext.ts';
import { useSession } from '../../room/CallContext.ts';
import styles from './ChatPanel.module.css';

/** Enter sends, Shift and Enter start a new line. */
export function ChatComposer() {
  const { chat: words } = useText();
  const session = useSession();
  const [text, setText] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const isUnfit = text.trim() !== '' && !chatText.safeParse(text).success;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() === '' || isUnfit) return;
    session.sendChat(text.trim());
    setText('');
  };
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    form.current?.requestSubmit();
  };

  return (
    <form ref={form} className={styles.composer} onSubmit={submit}>
      {isUnfit && (
        <p className={styles.fault} role="alert">
          {words.tooLong}
        </p>
      )}
      <textarea
        ref={takeFocus}
        className={styles.input}
        aria-label={words.write}
        placeholder={words.write}
        rows={1}
        dir="auto"
        value={text}
        aria-invalid={isUnfit}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={sendOnEnter}
      />
      <button
        type="submit"
        className={styles.send}
        aria-label={words.send}
        aria-disabled={text.trim() === '' || isUnfit}
      >
        <SendHorizontal size={20} aria-hidden="true" />
      </button>
    </form>
  );
}

/** Whoever has opened the chat writes on: what they type are no keys of the call. On a phone half of the chat would be gone. */
function takeFocus(line: HTMLTextAreaElement | null): void {
  if (!line || !matchMedia('(pointer: fine)').matches) return;
  // Wherever else the focus has gone meanwhile it stays.
  if (line.closest('aside')?.contains(document.activeElement)) line.focus();
}
