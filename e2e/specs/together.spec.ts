import { expect, pageContract } from '@confab/testkit';
import { mediaBytes } from '../support/lobbyOf.ts';
import { test } from '../support/test.ts';

test('[MO3] [CH1] [CP1] [CP2] a hand, a mute, a message by the keyboard, and captions: each is seen by the other', async ({
  people,
}) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'on');

  await ada.page.keyboard.press('r');
  await expect(bob.tileOf(ada)).toContainText('Hand raised');
  await expect(pageContract.button(ada.page, 'Lower hand')).toBeVisible();

  await ada.page.keyboard.press('m');
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'off');

  await ada.page.keyboard.press('c');
  const line = ada.page.getByRole('textbox', { name: 'Message to everyone' });
  await line.focus();
  // In a text field the keys are letters.
  await ada.page.keyboard.type('<b>mvdr</b>');
  await ada.page.keyboard.press('Enter');
  await expect(pageContract.button(bob.page, 'Chat')).toHaveAccessibleDescription('1 unread message');
  await bob.page.keyboard.press('c');
  await expect(bob.page.getByRole('list', { name: 'Messages' })).toContainText('<b>mvdr</b>');
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'off');

  // What a browser's recogniser does; none of them works without its maker's servers.
  await ada.page.evaluate(() => {
    const recognisers: EventTarget[] = [];
    class ScriptedRecogniser extends EventTarget {
      start = () => void recognisers.push(this);
      abort = () => undefined;
    }
    const say = (transcript: string) => {
      const results = [Object.assign([{ transcript }], { isFinal: true })];
      recognisers.at(-1)?.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results }));
      return recognisers.length;
    };
    Object.assign(globalThis, { SpeechRecognition: ScriptedRecogniser, say });
  });
  const sayAs = async (text: string) =>
    expect.poll(() => ada.page.evaluate(`say(${JSON.stringify(text)})`)).toBeGreaterThan(0);
  for (const { page } of [ada, bob]) {
    await pageContract.button(page, 'More').click();
    await page.getByRole('button', { name: 'Show captions' }).click();
  }
  await pageContract.button(ada.page, 'Unmute').click();
  await pageContract.button(ada.page, 'Caption my words').click();
  await pageContract.button(ada.page, 'I agree').click();
  await sayAs('Can you read <b>this</b>?');
  const captions = bob.page.getByRole('region', { name: 'Captions' });
  await expect(captions).toContainText('Ada Can you read <b>this</b>?');
  await pageContract.button(ada.page, 'Mute').click();
  await expect(bob.tileOf(ada)).toHaveAttribute('data-mic', 'off');
  await sayAs('Nobody reads this');
  // What would have come has come before what was written after it.
  await line.fill('the end');
  await line.press('Enter');
  await expect(bob.page.getByRole('list', { name: 'Messages' })).toContainText('the end');
  await expect(captions).not.toContainText('Nobody');
});

test('[WA1] [MO1] [MO5] a host lets in who waits, shows somebody in front, and does all that hosts may', async ({
  people,
  arrive,
  room,
  serverUrl,
}) => {
  const [ada] = await people('Ada');
  await ada.press('People');
  const control = (name: string) => ada.page.getByRole('switch', { name });
  await control('Waiting room').click();
  await expect(control('Waiting room')).toBeChecked();

  const bob = await arrive('Bob');
  await bob.page.goto(pageContract.roomUrl(serverUrl, room, { name: 'Bob', join: '1' }));
  await expect(bob.main).toHaveAttribute('data-state', 'waiting');
  // The mirror; and how he leaves it is how he is let in.
  const mirror = bob.page.getByRole('region', { name: 'Your preview' });
  await expect
    .poll(() => mirror.locator('video').evaluate((one: HTMLVideoElement) => one.videoWidth))
    .toBeGreaterThan(0);
  await bob.press('Mute');
  await expect(pageContract.button(bob.page, 'Unmute')).toBeVisible();
  expect((await mediaBytes(bob)).sent).toBe(0);
  await ada.press('Let in Bob');
  await expect(bob.main).toHaveAttribute('data-state', 'in-call');
  await expect(ada).toSee(bob);
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'off');
  await expect(pageContract.button(bob.page, 'Unmute')).toBeVisible();

  await ada.press('Actions for Bob');
  // On everybody's page, also on that of who is shown.
  await ada.press('Show Bob in front for everyone');
  for (const one of [ada, bob]) await expect(one.tileOf(bob)).toHaveAttribute('data-part', 'main');
  await ada.press('Bob in front no more');
  for (const one of [ada, bob]) await expect(one.tileOf(bob)).not.toHaveAttribute('data-part', 'main');

  await ada.press('Ask Bob to unmute');
  await expect(bob.page.getByText('Ada asks you to unmute.')).toBeVisible();
  await bob.press('Unmute now');
  await expect(ada.tileOf(bob)).toHaveAttribute('data-mic', 'on');
  await ada.press('Mute everyone');
  await expect(pageContract.button(bob.page, 'Unmute')).toBeVisible();
  await bob.press('Raise hand');
  await ada.press("Lower Bob's hand");
  await expect(pageContract.button(bob.page, 'Raise hand')).toBeVisible();
  await ada.press("Stop Bob's video");
  await expect(pageContract.button(bob.page, 'Start video')).toBeVisible();
  await expect(ada).toSeeExactly([]);

  await ada.page.getByRole('combobox', { name: 'Role of Bob' }).selectOption('Viewer');
  await expect(pageContract.button(bob.page, 'Share screen')).toHaveCount(0);
  await control('Lock the meeting').click();
  await expect(control('Lock the meeting')).toBeChecked();
  await ada.press('Remove Bob');
  await expect(bob.page.getByRole('heading', { name: 'You were removed from the meeting' })).toBeVisible();
  await expect(ada.tileOf(bob)).toHaveCount(0);
  await bob.press('Rejoin');
  await expect(bob.page.getByRole('heading', { name: 'This meeting is locked' })).toBeVisible();

  await ada.press('End for everyone');
  await ada.press('Yes, end it');
  await expect(ada.page.getByRole('heading', { name: 'The meeting has ended' })).toBeVisible();
});
