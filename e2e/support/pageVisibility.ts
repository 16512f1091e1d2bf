import type { Person } from '@confab/testkit';

/** What a browser does to a page whose tab goes to the back, or comes to the front again. */
export const setVisible = ({ page }: Person, isVisible: boolean): Promise<void> =>
  page.evaluate(
    (state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    isVisible ? 'visible' : 'hidden',
  );
