import { useText } from '../../../text/TextContext.ts';
import { useCall, useSession } from '../../room/CallContext.ts';
import { Notice } from './Notice.tsx';

/** What has changed without the person's doing: a device was unplugged, an effect gave up. The newest two. */
export function ChangeNotices() {
  const { call: words, notices: texts, devices } = useText();
  const session = useSession();
  const changes = useCall((call) => call.notices);
  return (
    <div role="status">
      {changes?.slice(-2).map(({ id, what, of, label }) => (
        <Notice key={id} tone="plain" dismissLabel={words.dismiss} onDismiss={() => session.dismissNotice?.(id)}>
          {texts.changed[what](devices[of], label ?? devices.systemDefault)}
        </Notice>
      ))}
    </div>
  );
}
