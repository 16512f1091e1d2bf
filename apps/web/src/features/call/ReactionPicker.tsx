import { reactions } from '@confab/protocol';
import { SmilePlus } from 'lucide-react';
import { useText } from '../../text/TextContext.ts';
import { ControlButton } from '../../ui/ControlButton.tsx';
import menu from '../../ui/Menu.module.css';
import { useSession } from '../room/CallContext.ts';
import styles from './Reactions.module.css';
import { reactionSigns } from './reactionSigns.ts';

/** A sign for everyone, without a word. Stays open: applause is seldom one clap. */
export function ReactionPicker({ id }: { readonly id: string }) {
  const { call: words, reactionNames } = useText();
  const session = useSession();
  return (
    <>
      <ControlButton label={words.reactions} icon={<SmilePlus />} opens={id} />
      <div id={id} popover="auto" className={`${menu.menu} ${menu.row}`} aria-label={words.reactions}>
        {reactions.map((reaction) => (
          <button
            key={reaction}
            type="button"
            className={styles.choice}
            aria-label={reactionNames[reaction]}
            onClick={() => session.react(reaction)}
          >
            {reactionSigns[reaction]}
          </button>
        ))}
      </div>
    </>
  );
}
