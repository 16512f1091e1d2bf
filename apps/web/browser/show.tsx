import { StrictMode, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach } from 'vitest';
import { createPreferences, type Preferences } from '../src/device/preferences.ts';
import { followTheme } from '../src/device/followTheme.ts';
import { PreferencesContext } from '../src/device/PreferencesContext.ts';
import { en } from '../src/text/en.ts';
import { TextProvider } from '../src/text/TextProvider.tsx';
import '../src/styles/tokens.css';
import '../src/styles/base.css';

const roots = new Set<() => void>();

/** Draws it as `main.tsx` would, in English, and takes it away after the test. */
export function show(what: ReactNode, preferences: Partial<Preferences> = {}): HTMLElement {
  const store = createPreferences(() => noStorage);
  store.setState({ language: 'en', ...preferences });
  const stopTheme = followTheme(store);
  const place = document.body.appendChild(document.createElement('div'));
  const root: Root = createRoot(place);
  root.render(
    <StrictMode>
      <PreferencesContext value={store}>
        <TextProvider first={en}>{what}</TextProvider>
      </PreferencesContext>
    </StrictMode>,
  );
  roots.add(() => {
    root.unmount();
    stopTheme();
    place.remove();
  });
  return place;
}

/** One test leaves nothing to the next. */
const noStorage: Storage = {
  length: 0,
  clear: () => {},
  getItem: () => null,
  key: () => null,
  removeItem: () => {},
  setItem: () => {},
};

afterEach(() => {
  for (const takeAway of roots) takeAway();
  roots.clear();
});
