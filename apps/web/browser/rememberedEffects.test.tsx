import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { createOwnBackground } from '../src/device/ownBackground.ts';
import { plainChoices, type EffectChoices } from '../src/device/effectChoices.ts';
import { FakeCallSession, type FakeCallOptions } from '../src/dev/FakeCallSession.ts';
import { RoomPage } from '../src/features/room/RoomPage.tsx';
import { openCall, plainCall } from './openCall.tsx';
import { show } from './show.tsx';

afterEach(() => createOwnBackground().remove());

const hasModel = { hasModel: true };
const chosen = (effects: Partial<EffectChoices>) => ({ preferences: { effects: { ...plainChoices, ...effects } } });
const effectsOf = ({ session }: ReturnType<typeof openCall>) => session.getSnapshot().self.effects;

it('what was chosen in one call is done in the next', async () => {
  const sessions: FakeCallSession[] = [];
  history.replaceState(null, '', '?name=Ada&join=1');
  const open = (options: Pick<FakeCallOptions, 'wanted'>) => {
    const session = new FakeCallSession({ ...plainCall, ...options });
    sessions.push(session);
    return session;
  };
  show(
    <RoomPage
      roomId="scripted"
      view={{ dialog: 'settings' }}
      openSession={({ wanted }) => open({ wanted: { ...plainCall.wanted, ...wanted } })}
    />,
  );
  await page.getByRole('switch', { name: 'Blur my picture' }).click();
  await page.getByRole('switch', { name: 'Save data' }).click();
  await page.getByRole('combobox', { name: 'Noise suppression' }).selectOptions('off');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Leave' }).click();
  const before = sessions.length;
  await page.getByRole('button', { name: 'Rejoin' }).click();
  const wished = { background: 'blur', videoQuality: 'saver', noiseSuppression: 'off' };
  await expect.poll(() => sessions.length).toBeGreaterThan(before);
  await expect
    .poll(() => sessions.at(-1)?.getSnapshot())
    .toMatchObject({ state: 'in-call', self: { effects: wished } });
});

it('a picture to stand in front of is there again, and turns no camera on', async () => {
  const call = openCall({
    ...hasModel,
    ...chosen({ background: 'dusk' }),
    wanted: { microphone: true, camera: false },
  });
  await expect.poll(() => effectsOf(call)).toMatchObject({ background: 'picture', picture: 'dusk' });
  expect(call.session.getSnapshot().self.camera).toMatchObject({ wanted: false, actual: 'off' });
});

it('an image of one’s own is there again, and when it is gone what is behind is blurred', async () => {
  const canvas = new OffscreenCanvas(16, 9);
  canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
  await createOwnBackground().save(await canvas.convertToBlob());
  const first = openCall({ ...hasModel, ...chosen({ background: 'own' }) });
  await expect.poll(() => effectsOf(first)).toMatchObject({ background: 'picture', picture: 'own' });
  await createOwnBackground().remove();
  const second = openCall({ ...hasModel, ...chosen({ background: 'own' }) });
  await expect.poll(() => effectsOf(second).background).toBe('blurBehind');
});

it.each(['blurBehind', 'dusk', 'own'] as const)(
  '%s gives way to a blur of all of the picture without a model',
  async (background) => {
    const call = openCall({ ...chosen({ background }), isLobby: true });
    // Also before anybody else could see it.
    await expect.element(page.getByText('All of your picture is blurred instead.')).toBeVisible();
    expect(effectsOf(call).background).toBe('blur');
  },
);

it('what the operator has no model for any more may be switched off', async () => {
  const call = openCall(chosen({ background: 'blurBehind' }));
  await expect.element(page.getByRole('button', { name: 'Stop video' })).toBeVisible();
  await page.getByRole('button', { name: 'Settings' }).click();
  // Who does not want that switches it off there.
  await page.getByRole('switch', { name: 'Blur my picture' }).click();
  await expect.poll(() => effectsOf(call).background).toBe('none');
});

it('hides all of the picture until a person can be told from what is behind them', () => {
  const session = new FakeCallSession({ ...plainCall, hasModel: true });
  const seen: string[] = [];
  session.subscribe(() => {
    const { effects, camera } = session.getSnapshot().self;
    if (camera.actual === 'on') seen.push(effects.background);
  });
  history.replaceState(null, '', '?name=Ada');
  show(<RoomPage roomId="scripted" openSession={() => session} />, chosen({ background: 'hills' }).preferences);
  return expect.poll(() => [...new Set(seen)]).toEqual(['blur', 'picture']);
});
