import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { LandingPage } from '../features/landing/LandingPage.tsx';
import { useText } from '../text/TextContext.ts';
import { CrashBoundary } from './CrashBoundary.tsx';
import { loadRoom } from './loadRoom.ts';
import { NotFoundPage } from './NotFoundPage.tsx';

const LiveRoom = lazy(async () => ({ default: (await loadRoom()).LiveRoom }));
/** For looking at the page without a server. Not part of the site; of a build with `--mode looking` it is. */
const hasDevPages = import.meta.env.DEV || import.meta.env.MODE === 'looking';
const DevCall = hasDevPages ? lazy(async () => ({ default: (await import('../dev/DevCall.tsx')).DevCall })) : undefined;

const DevComponents = hasDevPages
  ? lazy(async () => ({ default: (await import('../dev/ComponentsPage.tsx')).ComponentsPage }))
  : undefined;

/** The pages and their addresses. */
export function App() {
  const { loading } = useText();
  return (
    <CrashBoundary>
      <Suspense fallback={<div aria-busy="true" aria-label={loading} />}>
        <Switch>
          <Route path="/">
            <LandingPage />
          </Route>
          <Route path="/r/:roomId">{({ roomId }) => <LiveRoom key={roomId} roomId={roomId} />}</Route>
          {DevCall && (
            <Route path="/dev/call">
              <DevCall />
            </Route>
          )}
          {DevComponents && (
            <Route path="/dev/components">
              <DevComponents />
            </Route>
          )}
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </CrashBoundary>
  );
}
