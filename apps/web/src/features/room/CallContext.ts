import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { DrawnCall } from '../../stores/callStore.ts';
import type { Session } from '../../stores/Session.ts';
import type { CallView } from '../../stores/callView.ts';
import type { Visit } from './Visit.ts';

/** The visit that the components around belong to. */
export const CallContext = createContext<Visit | undefined>(undefined);

export function useVisit(): Visit {
  const visit = useContext(CallContext);
  if (!visit) throw new Error('there is no visit around this component');
  return visit;
}

/** For intents: what the person wants done. */
export const useSession = (): Session => useVisit().session;

/** For how the person looks at the call. */
export const useView = <T>(select: (view: CallView) => T): T => useStore(useVisit().view, select);

/** For what is drawn. Select values or parts of the snapshot, never a new object. */
export const useCall = <T>(select: (call: DrawnCall) => T): T => useStore(useVisit().store, select);
