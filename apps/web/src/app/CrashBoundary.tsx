import { Component, type ReactNode } from 'react';
import { TextContext } from '../text/TextContext.ts';
import { Button } from '../ui/Button.tsx';
import { MessageView } from '../ui/MessageView.tsx';

type Props = { readonly children: ReactNode };

/** The last resort: a part of the page did not load, or threw while it was drawn. */
export class CrashBoundary extends Component<Props, { readonly hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override render() {
    if (!this.state.hasCrashed) return this.props.children;
    return (
      <TextContext.Consumer>
        {({ product, crash }) => (
          <main data-state="error">
            <MessageView brand={product} title={crash.title} text={crash.cure}>
              <Button tone="primary" onPress={() => location.reload()}>
                {crash.reload}
              </Button>
            </MessageView>
          </main>
        )}
      </TextContext.Consumer>
    );
  }
}
