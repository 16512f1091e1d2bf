import { run } from '../../../app/run.ts';
import { useText } from '../../../text/TextContext.ts';
import { Button } from '../../../ui/Button.tsx';
import { useCall, useSession } from '../../room/CallContext.ts';
import { Notice } from './Notice.tsx';

/** The same person, twice in one room: one tab would hear the other. */
export function OtherTabNotice() {
  const { notices } = useText();
  const session = useSession();
  const isTwice = useCall((call) => call.otherTab === true);
  const takeOver = async () => session.takeOver?.();
  return (
    <div role="status">
      {isTwice && (
        <Notice
          tone="plain"
          actions={
            session.takeOver && (
              <Button size="small" tone="primary" onPress={() => run(takeOver())}>
                {notices.takeOver}
              </Button>
            )
          }
        >
          {notices.otherTab}
        </Notice>
      )}
    </div>
  );
}
