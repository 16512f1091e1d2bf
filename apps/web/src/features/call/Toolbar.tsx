import { Phone } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useText } from '../../text/TextContext.ts';
import { ControlButton } from '../../ui/ControlButton.tsx';
import { useSession } from '../room/CallContext.ts';
import { CameraSwitch, MicrophoneSwitch } from '../room/DeviceSwitches.tsx';
import { MoreMenu } from './MoreMenu.tsx';
import styles from './Toolbar.module.css';

/** What can be done in a call. */
export function Toolbar() {
  const { call: words } = useText();
  const session = useSession();
  return (
    <div className={styles.bar}>
      <div className={styles.toolbar} role="toolbar" aria-label={words.controls} tabIndex={-1} onKeyDown={moveFocus}>
        <MicrophoneSwitch />
        <CameraSwitch />
        <MoreMenu />
        <ControlButton
          label={words.leave}
          icon={<Phone className={styles.hangUp} />}
          tone="danger"
          onPress={() => session.leave()}
        />
      </div>
    </div>
  );
}

/** Arrow keys go from button to button (ARIA Authoring Practices, toolbar). */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = steps.get(event.key);
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>(':scope > button')];
  const index = buttons.findIndex((button) => button === document.activeElement);
  if (index === -1) return;
  event.preventDefault();
  buttons.at((index + step) % buttons.length)?.focus();
}

const steps: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -1],
  ['ArrowRight', 1],
]);
