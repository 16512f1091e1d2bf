import { useText } from '../../../text/TextContext.ts';
import { useCall } from '../../room/CallContext.ts';
import { Notice } from './Notice.tsx';

/** Nobody shows more than they know of. */
export function ShareNotice() {
  const { notices } = useText();
  const isShared = useCall(({ self }) => self.screen.actual === 'on');
  const isOwnTab = useCall(({ self }) => self.screen.isOwnTab);
  return (
    <div role="status">
      {isShared && (
        <Notice tone={isOwnTab ? 'warning' : 'plain'}>{isOwnTab ? notices.sharingOwnTab : notices.sharing}</Notice>
      )}
    </div>
  );
}
