import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { MessageView } from '../../ui/MessageView.tsx';
import { PageMain } from './PageMain.tsx';

/** The good-bye. */
export function LeftPage({ onRejoin }: { readonly onRejoin: () => void }) {
  const { product, home, left } = useText();
  return (
    <PageMain>
      <title>{`${left.title} · ${product}`}</title>
      <MessageView brand={product} title={left.title}>
        <Button tone="primary" onPress={onRejoin}>
          {left.rejoin}
        </Button>
        <LinkButton href="/">{home}</LinkButton>
      </MessageView>
    </PageMain>
  );
}
