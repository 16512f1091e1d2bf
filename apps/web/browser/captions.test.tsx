import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { openCall } from './openCall.tsx';

/** As a browser's own, in the hands of the test: those of browsers need the servers of their makers. */
class ScriptedRecogniser extends EventTarget {
  static readonly started: ScriptedRecogniser[] = [];
  isAborted = false;

  start(): void {
    ScriptedRecogniser.started.push(this);
  }

  abort(): void {
    this.isAborted = true;
    this.dispatchEvent(new Event('end'));
  }

  hear(transcript: string, isFinal = false): void {
    const results = [Object.assign([{ transcript }], { isFinal })];
    this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results }));
  }

  fail(error: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error }));
    this.dispatchEvent(new Event('end'));
  }
}

const names = ['SpeechRecognition', 'webkitSpeechRecognition'];
const natives = Object.fromEntries(names.map((name): [string, unknown] => [name, Reflect.get(globalThis, name)]));

beforeEach(() => {
  ScriptedRecogniser.started.length = 0;
  Object.assign(globalThis, { SpeechRecognition: ScriptedRecogniser });
});
afterEach(() => void Object.assign(globalThis, natives));

const captions = page.getByRole('region', { name: 'Captions' });

/** A call in which this person has agreed to be captioned, and the recogniser that listens now. */
async function openCaptioned() {
  const { session } = openCall();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'Show captions' }).click();
  await page.getByRole('button', { name: 'Caption my words' }).click();
  expect(ScriptedRecogniser.started).toHaveLength(0);
  await expect.element(captions).toHaveTextContent('send your voice to their maker');
  await page.getByRole('button', { name: 'I agree' }).click();
  await expect.poll(() => ScriptedRecogniser.started.filter(({ isAborted }) => !isAborted)).toHaveLength(1);
  return { session, listening: () => ScriptedRecogniser.started.filter(({ isAborted }) => !isAborted).at(-1) };
}

it('[CP1] shows what others say under the pictures, as text', async () => {
  const { session } = openCall({ view: { hasCaptions: true } });
  await expect.element(captions).toHaveTextContent('Here stands what is said');
  session.say({ captionId: 'c', text: 'Do you see <b>this</b>', isFinal: false });
  session.say({ captionId: 'c', text: 'Do you see <b>this</b>?', isFinal: true });
  await expect.element(captions).toHaveTextContent('Grace Hopper Do you see <b>this</b>?');
  expect(captions.getByRole('listitem').elements()).toHaveLength(1);
});

it('[CP2] sends nothing before one agrees, the own words while unmuted, and nothing of a muted microphone', async () => {
  const { session, listening } = await openCaptioned();
  const recogniser = listening();
  recogniser?.hear('Hello', true);
  await expect.element(captions).toHaveTextContent('You Hello');
  expect(session.captioned).toMatchObject([{ text: 'Hello', isFinal: true }]);
  await page.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect.element(captions).toHaveTextContent('You are muted: nothing is written down.');
  expect(listening()).toBeUndefined();
  // A recogniser may still tell of what it heard before.
  recogniser?.hear('Not for anybody', true);
  expect(session.captioned).toHaveLength(1);
  await page.getByRole('button', { name: 'Unmute' }).click();
  await expect.poll(listening).toBeDefined();
});

it('goes on when a recogniser ends by itself, and gives up when it may not', async () => {
  const { listening } = await openCaptioned();
  const first = listening();
  first?.fail('no-speech');
  await expect.poll(() => ScriptedRecogniser.started.at(-1) === first).toBe(false);
  listening()?.fail('not-allowed');
  await expect.element(page.getByRole('alert')).toHaveTextContent('does not write down speech');
  await expect.element(page.getByRole('button', { name: 'Caption my words' })).toBeVisible();
});

it('says so where the browser has no recogniser', async () => {
  for (const name of names) Object.assign(globalThis, { [name]: undefined });
  openCall({ view: { hasCaptions: true } });
  await expect.element(captions).toHaveTextContent('cannot write down what you say');
});

it('moves nothing, however much is said, on a phone as well', async () => {
  await page.viewport(390, 844);
  const { session } = openCall({ view: { hasCaptions: true } });
  await expect.element(captions).toBeVisible();
  const { top, height } = captions.element().getBoundingClientRect();
  for (let index = 0; index < 4; index++)
    session.say({ captionId: `c${index}`, text: 'Donaudampfschifffahrt'.repeat(14), isFinal: true }, index % 2);
  await expect.element(captions).toHaveTextContent('Donau');
  expect(captions.element().getBoundingClientRect()).toMatchObject({ top, height });
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  await page.viewport(1280, 800);
});
