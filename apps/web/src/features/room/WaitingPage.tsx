import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { MessageView } from '../../ui/MessageView.tsx';
import { Preview } from '../lobby/Preview.tsx';
import { useSession } from './CallContext.ts';
import { PageMain } from './PageMain.tsx';

/** For visitors whom a host has to let in: the mirror of the lobby, which nobody else looks into. */
export function WaitingPage() {
  const { product, waiting } = useText();
  const session = useSession();
  const about = { title: waiting.title, text: waiting.text, note: waiting.unheard };
  return (
    <PageMain>
      <title>{`${waiting.title} · ${product}`}</title>
      <MessageView brand={product} {...about} busy picture={<Preview />}>
        <Button onPress={() => session.leave()}>{waiting.cancel}</Button>
      </MessageView>
    </PageMain>
  );
}
