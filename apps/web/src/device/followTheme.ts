import type { PreferencesStore } from './preferences.ts';

/** Marks the page with the theme and the contrast that the person or the system wants, from now on. */
export function followTheme(preferences: PreferencesStore, page: HTMLElement = document.documentElement): () => void {
  const systemContrast = matchMedia('(prefers-contrast: more)');
  const mark = () => {
    const { theme, moreContrast } = preferences.getState();
    page.dataset['theme'] = theme;
    page.dataset['contrast'] = moreContrast || systemContrast.matches ? 'more' : 'normal';
  };
  mark();
  systemContrast.addEventListener('change', mark);
  const stop = preferences.subscribe(mark);
  return () => {
    systemContrast.removeEventListener('change', mark);
    stop();
  };
}
