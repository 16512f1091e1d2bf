import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { expectAccessibleInBothThemes } from './expectAccessible.ts';
import { openCall } from './openCall.tsx';

it('offers what is done to sound and picture, and does it', async () => {
  const { session } = openCall({ view: { dialog: 'settings' } });
  await page.getByRole('combobox', { name: 'Noise suppression' }).selectOptions('strong');
  await page.getByRole('switch', { name: 'Blur my picture' }).click();
  await page.getByRole('switch', { name: 'Save data' }).click();
  expect(session.getSnapshot().self.effects).toMatchObject({
    noiseSuppression: 'strong',
    background: 'blur',
    videoQuality: 'saver',
  });
  await expect.element(page.getByRole('switch', { name: 'Blur my picture' })).toBeChecked();
});

it('offers what can stand behind the person where the operator has a model', async () => {
  const { session } = openCall({ hasModel: true, view: { dialog: 'settings' } });
  const background = page.getByRole('combobox', { name: 'Background' });
  await background.selectOptions('A picture: hills');
  expect(session.getSnapshot().self.effects).toMatchObject({ background: 'picture', picture: 'hills' });
  await expect.element(background).toHaveValue('hills');
  await background.selectOptions('Blurred behind me');
  expect(session.getSnapshot().self.effects.background).toBe('blurBehind');
  await expect.element(page.getByRole('switch', { name: 'Blur my picture' })).not.toBeInTheDocument();
});

it('changes a key, and refuses one that is taken', async () => {
  const { session } = openCall({ view: { dialog: 'shortcuts' } });
  const change = page.getByRole('button', { name: /Mute or unmute\. Change this key/ });
  await change.click();
  await userEvent.keyboard('v');
  await expect.element(page.getByRole('alert').filter({ hasText: 'something else' })).toBeVisible();
  await userEvent.keyboard('x');
  await expect.element(change).toHaveTextContent('x');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await userEvent.keyboard('x');
  await expect.element(page.getByRole('button', { name: 'Unmute' })).toBeVisible();
  await userEvent.keyboard('m');
  expect(session.getSnapshot().self.microphone.wanted).toBe(false);
});

it('shows what flows, in lines and numbers, accessibly', async () => {
  openCall({ others: 2, view: { dialog: 'statistics' } });
  await expect
    .element(page.getByRole('row', { name: /You: camera/ }))
    .toHaveTextContent('1.2 Mbit/s0.4 %1280 × 720, 30 /s');
  await expect.element(page.getByRole('row', { name: /Grace Hopper: camera/ })).toBeVisible();
  await expect.element(page.getByRole('figure').filter({ hasText: 'Received' })).toHaveTextContent('Mbit/s');
  await expectAccessibleInBothThemes();
});
