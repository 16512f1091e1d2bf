// First: schemas decide when they are made whether they may use eval, which our CSP forbids.
import '@confab/protocol/jitless';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { hideToken } from './app/hideToken.ts';
import { loadRoom } from './app/loadRoom.ts';
import { run } from './app/run.ts';
import './styles/tokens.css';
import './styles/base.css';

const { path, state } = hideToken(`${location.pathname}${location.search}`);
if (state) history.replaceState(state, '', `${path}${location.hash}`);

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// Whoever reads the first page is about to make a call: what it needs is there before the click.
setTimeout(() => run(loadRoom()), 1_000);
