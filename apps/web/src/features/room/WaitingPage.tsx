import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { MessageView } from '../../ui/MessageView.tsx';
import { useSession } from './CallContext.ts';
import { PageMain } from './PageMain.tsx';

/** For visitors whom a host has to let in. */
export function WaitingPage() {
  const { product, waiting } = useText();
  const session = useSession();
  return (
    <PageMain>
      <title>{`${waiting.title} · ${product}`}</title>
      <MessageView brand={product} title={waiting.title} text={waiting.text} busy>
        <Button onPress={() => session.leave()}>{waiting.cancel}</Button>
      </MessageView>
    </PageMain>
  );
}
