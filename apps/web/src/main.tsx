import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { followTheme } from './device/followTheme.ts';
import { createPreferences } from './device/preferences.ts';
import { PreferencesContext } from './device/PreferencesContext.ts';
import { languages, pickLanguage } from './text/languages.ts';
import { TextProvider } from './text/TextProvider.tsx';
import { hideToken } from './app/hideToken.ts';
import { loadRoom } from './app/loadRoom.ts';
import { run } from './app/run.ts';
import './styles/tokens.css';
import './styles/base.css';

const { path, state } = hideToken(`${location.pathname}${location.search}`);
if (state) history.replaceState(state, '', `${path}${location.hash}`);

const preferences = createPreferences();
followTheme(preferences);
const language = pickLanguage(preferences.getState().language, navigator.languages);
const first = await languages[language].load();
document.documentElement.lang = language;

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
createRoot(root).render(
  <StrictMode>
    <PreferencesContext value={preferences}>
      <TextProvider first={first}>
        <App />
      </TextProvider>
    </PreferencesContext>
  </StrictMode>,
);

// Whoever reads the first page is about to make a call: what it needs is there before the click.
setTimeout(() => run(loadRoom()), 1_000);
