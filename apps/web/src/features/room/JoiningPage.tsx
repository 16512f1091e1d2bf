import { useText } from '../../text/TextContext.ts';
import { MessageView } from '../../ui/MessageView.tsx';
import { PageMain } from './PageMain.tsx';

/** For those who join without the lobby, until they are in. */
export function JoiningPage() {
  const { product, joining } = useText();
  return (
    <PageMain>
      <title>{product}</title>
      <MessageView brand={product} title={joining.title} busy />
    </PageMain>
  );
}
