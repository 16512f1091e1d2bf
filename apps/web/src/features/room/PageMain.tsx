import type { ReactNode } from 'react';
import { useCall } from './CallContext.ts';

type Props = { readonly children: ReactNode; readonly className?: string | undefined };

/** The main part of every page of a room. Its attributes are part of the fixed surface: scripts of adopters read them. */
export function PageMain({ children, className }: Props) {
  const state = useCall((call) => call.state);
  const topology = useCall((call) => call.topology);
  const signaling = useCall((call) => call.signaling);
  const media = useCall((call) => call.media);
  return (
    <main
      className={className}
      data-state={state}
      data-topology={topology}
      data-signaling={signaling}
      data-media={media}
    >
      {children}
    </main>
  );
}
