import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { MessageView } from '../../ui/MessageView.tsx';
import { useCall } from './CallContext.ts';
import { PageMain } from './PageMain.tsx';

/** The good-bye, also when a host has said it. */
export function LeftPage({ onRejoin }: { readonly onRejoin: () => void }) {
  const { product, home, left } = useText();
  const reason = useCall((call) => call.endedBecause);
  const title = reason ? left.titles[reason] : left.title;
  return (
    <PageMain>
      <title>{`${title} · ${product}`}</title>
      <MessageView brand={product} title={title} text={reason && left.texts[reason]}>
        <Button tone={reason ? 'plain' : 'primary'} onPress={onRejoin}>
          {left.rejoin}
        </Button>
        <LinkButton href="/">{home}</LinkButton>
      </MessageView>
    </PageMain>
  );
}
