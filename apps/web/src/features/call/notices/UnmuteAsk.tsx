import { run } from '../../../app/run.ts';
import { useText } from '../../../text/TextContext.ts';
import { Button } from '../../../ui/Button.tsx';
import { useCall, useSession } from '../../room/CallContext.ts';
import { Notice } from './Notice.tsx';

/** A host can ask; unmuting is one's own. */
export function UnmuteAsk() {
  const { notices } = useText();
  const session = useSession();
  const name = useCall((call) => call.unmuteAskedBy);
  return (
    <div role="status">
      {name !== undefined && (
        <Notice
          tone="plain"
          actions={
            <>
              <Button size="small" onPress={() => session.dismissUnmuteAsk()}>
                {notices.stayMuted}
              </Button>
              <Button size="small" tone="primary" onPress={() => run(session.setMicrophone(true))}>
                {notices.unmuteNow}
              </Button>
            </>
          }
        >
          {notices.unmuteAsked(name)}
        </Notice>
      )}
    </div>
  );
}
