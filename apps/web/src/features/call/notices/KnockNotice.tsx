import { useText } from '../../../text/TextContext.ts';
import { Button } from '../../../ui/Button.tsx';
import { useCall, useSession, useView, useVisit } from '../../room/CallContext.ts';
import { toPeerId } from '../../room/toPeerId.ts';
import { Notice } from './Notice.tsx';

/** For hosts: somebody is at the door. */
export function KnockNotice() {
  const { notices } = useText();
  const { view } = useVisit();
  const session = useSession();
  const waiting = useCall((call) => call.waiting);
  const isListOpen = useView(({ panel }) => panel === 'people');
  const names = waiting.map(({ displayName }) => displayName);
  // What fails stays in the list, which can be tried again.
  const admit = () =>
    void session.moderation.admit({ peerIds: waiting.map(({ peerId }) => toPeerId(peerId)) }).catch(() => undefined);
  return (
    <div role="status">
      {names.length > 0 && !isListOpen && (
        <Notice
          tone="plain"
          actions={
            <>
              <Button size="small" onPress={() => view.setState({ panel: 'people' })}>
                {notices.look}
              </Button>
              {names.length === 1 && (
                <Button size="small" tone="primary" onPress={admit}>
                  {notices.admit}
                </Button>
              )}
            </>
          }
        >
          {notices.knocks(names)}
        </Notice>
      )}
    </div>
  );
}
