import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { examples } from '../src/dev/examples.tsx';
import { expectAccessibleInBothThemes } from './expectAccessible.ts';
import { show } from './show.tsx';

it.each(Object.entries(examples))('%s is accessible alone', async (_name, example) => {
  const place = show(<div data-testid="alone">{example}</div>);
  await expect.element(page.getByTestId('alone')).toBeInTheDocument();
  await expectAccessibleInBothThemes(place);
});

it('a dialog takes the focus, and gives it back', async () => {
  show(examples['Dialog']);
  const open = page.getByRole('button', { name: 'Open' });
  await open.click();
  await expect.element(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  expect(document.activeElement?.closest('dialog')).not.toBeNull();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(open).toHaveFocus();
});

it('a busy button keeps the focus and is not pressed', async () => {
  show(examples['Button, small and busy']);
  const button = page.getByRole('button', { name: 'Checking…' });
  await button.click({ force: true });
  await expect.element(button).toHaveFocus();
  await expect.element(button).toHaveAttribute('aria-disabled', 'true');
});
