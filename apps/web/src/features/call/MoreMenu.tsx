import { EllipsisVertical, Link2, Maximize, Minimize } from 'lucide-react';
import { useId, useSyncExternalStore } from 'react';
import { run } from '../../app/run.ts';
import { useText } from '../../text/TextContext.ts';
import { ControlButton } from '../../ui/ControlButton.tsx';
import { useVisit } from '../room/CallContext.ts';
import styles from './MoreMenu.module.css';
import { toInviteLink } from './toInviteLink.ts';
import { useCopy } from './useCopy.ts';

/** What is seldom needed. */
export function MoreMenu() {
  const { call: words } = useText();
  const id = useId();
  const { isCopied, copy } = useCopy(toInviteLink(useVisit().roomId, location.origin));
  return (
    <>
      <ControlButton label={words.more} icon={<EllipsisVertical />} opens={id} />
      <div id={id} popover="auto" className={styles.menu} aria-label={words.more}>
        <button type="button" className={styles.item} onClick={copy}>
          <Link2 size={20} aria-hidden="true" />
          <span aria-live="polite">{isCopied ? words.linkCopied : words.copyLink}</span>
        </button>
        {document.fullscreenEnabled && <FullScreenItem />}
      </div>
    </>
  );
}

function FullScreenItem() {
  const { call: words } = useText();
  const isFull = useSyncExternalStore(onFullScreenChange, () => document.fullscreenElement !== null);
  const toggle = () => run(isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  return (
    <button type="button" className={styles.item} onClick={toggle}>
      {isFull ? <Minimize size={20} aria-hidden="true" /> : <Maximize size={20} aria-hidden="true" />}
      {isFull ? words.exitFullScreen : words.fullScreen}
    </button>
  );
}

function onFullScreenChange(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}
