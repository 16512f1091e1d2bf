import type { CallProblem } from '@confab/client';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { MessageView } from '../../ui/MessageView.tsx';
import { useCall } from './CallContext.ts';
import { PageMain } from './PageMain.tsx';

/** What ended the call, and what can be done about it. */
export function ProblemPage({ onRetry }: { readonly onRetry: () => void }) {
  const { product, home, problems, problemActions } = useText();
  const problem = useCall((call) => call.problem) ?? 'internal';
  const { title, cure } = problems[problem];
  const action = actions[problem];
  return (
    <PageMain>
      <title>{`${title} · ${product}`}</title>
      <MessageView brand={product} title={title} text={cure}>
        {action && (
          <Button tone="primary" onPress={action === 'reload' ? () => location.reload() : onRetry}>
            {problemActions[action]}
          </Button>
        )}
        <LinkButton href="/">{home}</LinkButton>
      </MessageView>
    </PageMain>
  );
}

/** What helps, where something on this page does. */
const actions: Readonly<Record<CallProblem, 'retry' | 'reload' | 'takeBack' | undefined>> = {
  noWebRtc: undefined,
  insecureContext: undefined,
  roomFull: 'retry',
  serverFull: 'retry',
  roomLocked: 'retry',
  unsupportedVersion: 'reload',
  replaced: 'takeBack',
  badRoom: undefined,
  refused: 'retry',
  unauthorized: undefined,
  unavailable: 'retry',
  internal: 'retry',
};
