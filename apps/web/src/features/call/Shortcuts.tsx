import { useEffect } from 'react';
import { run } from '../../app/run.ts';
import { useVisit } from '../room/CallContext.ts';
import { toSwitch } from '../room/toSwitch.ts';
import { toShortcut } from './toShortcut.ts';

/** The keys of the call, wherever the focus is, except where text is typed. */
export function Shortcuts() {
  const { session, store } = useVisit();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const shortcut = isTypingInto(event.target) ? undefined : toShortcut(event);
      if (!shortcut) return;
      event.preventDefault();
      const { isOn } = toSwitch(store.getState().self[shortcut]);
      run(shortcut === 'microphone' ? session.setMicrophone(!isOn) : session.setCamera(!isOn));
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [session, store]);
  return null;
}

const isTypingInto = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
