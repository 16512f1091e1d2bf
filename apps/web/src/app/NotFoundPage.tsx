import { useText } from '../text/TextContext.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { MessageView } from '../ui/MessageView.tsx';

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  const { product, home, notFound } = useText();
  return (
    <main data-state="error">
      <MessageView brand={product} title={notFound.title} text={notFound.cure}>
        <LinkButton href="/">{home}</LinkButton>
      </MessageView>
    </main>
  );
}
