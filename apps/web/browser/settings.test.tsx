import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createOwnBackground } from '../src/device/ownBackground.ts';
import { shrinkImage } from '../src/features/settings/shrinkImage.ts';
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

describe('an own image', () => {
  const scene = { hasModel: true, view: { dialog: 'settings' } } as const;
  const background = page.getByRole('combobox', { name: 'Background' });
  const backgroundOf = ({ session }: ReturnType<typeof openCall>) => session.getSnapshot().self.effects;

  afterEach(() => createOwnBackground().remove());

  it('is kept on this device, no larger than it needs to be', async () => {
    const call = openCall(scene);
    const input = page.getByLabelText('Image for the background');
    await input.upload(new File(['no image'], 'notes.png', { type: 'image/png' }));
    await expect.element(page.getByText('no image that this browser can show')).toBeVisible();
    await input.upload(new File([await paintImage()], 'beach.png', { type: 'image/png' }));
    await expect.element(background).toHaveValue('own');
    expect(backgroundOf(call)).toMatchObject({ background: 'picture', picture: 'own' });
    await expect.element(page.getByText('kept on this device until you remove it')).toBeVisible();
    await expectAccessibleInBothThemes();
    const { width, height } = await createImageBitmap((await createOwnBackground().read()) ?? new Blob());
    expect([width, height]).toEqual([1920, 960]);
  });

  it('is there in the next call, until it is removed', async () => {
    await createOwnBackground().save(await paintImage());
    const call = openCall(scene);
    await expect.element(page.getByRole('button', { name: 'Remove the image' })).toBeVisible();
    await background.selectOptions('An image of my own');
    await expect.poll(() => backgroundOf(call)).toMatchObject({ background: 'picture', picture: 'own' });
    await page.getByRole('button', { name: 'Remove the image' }).click();
    await expect.element(page.getByRole('button', { name: 'Remove the image' })).not.toBeInTheDocument();
    await expect.poll(() => backgroundOf(call).background).toBe('none');
    expect(await createOwnBackground().read()).toBeUndefined();
  });

  it('is refused when it is too large to be one', async () => {
    const huge = new Blob([new Uint8Array(20_000_001)]);
    await expect(shrinkImage(huge)).rejects.toMatchObject({ fault: 'tooLarge' });
  });
});

async function paintImage(): Promise<Blob> {
  const canvas = new OffscreenCanvas(3840, 1920);
  canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
  return canvas.convertToBlob();
}

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
