import { useEffect } from 'react';
import { run } from '../../app/run.ts';
import { usePreference, usePreferences } from '../../device/PreferencesContext.ts';
import type { PreferencesStore } from '../../device/preferences.ts';
import { useVisit } from '../room/CallContext.ts';
import { toSwitch } from '../room/toSwitch.ts';
import type { Visit } from '../room/Visit.ts';
import { act } from './callActions.ts';
import { toShortcut } from './toShortcut.ts';

/** The keys of the call, wherever the focus is, except where text is typed or a dialog is open. */
export function Shortcuts() {
  const visit = useVisit();
  const preferences = usePreferences();
  const isOn = usePreference(({ shortcuts }) => shortcuts);
  useEffect(() => (isOn ? followKeys(visit, preferences) : undefined), [visit, preferences, isOn]);
  return null;
}

function followKeys(visit: Visit, preferences: PreferencesStore): () => void {
  let isTalking = false;
  const stopTalking = () => {
    if (!isTalking) return;
    isTalking = false;
    run(visit.session.setMicrophone(false));
  };
  const onDown = (event: KeyboardEvent) => {
    if (isTypingInto(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === ' ') {
      // On a button, Space presses it.
      if (isPressable(event.target)) return;
      event.preventDefault();
      if (event.repeat || toSwitch(visit.store.getState().self.microphone).isOn) return;
      isTalking = true;
      run(visit.session.setMicrophone(true));
      return;
    }
    const action = toShortcut(event, preferences.getState().keys);
    if (!action) return;
    event.preventDefault();
    act(visit, action);
  };
  const onUp = (event: KeyboardEvent) => {
    if (event.key === ' ') stopTalking();
  };
  addEventListener('keydown', onDown);
  addEventListener('keyup', onUp);
  // The key may be let go where this page does not hear it.
  addEventListener('blur', stopTalking);
  return () => {
    stopTalking();
    removeEventListener('keydown', onDown);
    removeEventListener('keyup', onUp);
    removeEventListener('blur', stopTalking);
  };
}

const isTypingInto = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a, summary') !== null;
