import { createBrowserPorts } from '@confab/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noiseSuppression } from '../src/features/room/noiseSuppression.ts';
import { createSounds, levelOf, noise, voice } from './sounds.ts';

const NativeAudioContext = globalThis.AudioContext;
/** Those of the effect: the test's own are made before. */
let made: AudioContext[] = [];
let sounds: ReturnType<typeof createSounds>;

beforeEach(() => {
  made = [];
  sounds = createSounds();
  globalThis.AudioContext = class extends NativeAudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      made.push(this);
    }
  };
});
afterEach(async () => {
  globalThis.AudioContext = NativeAudioContext;
  await sounds.close();
});

const start = (files = noiseSuppression) =>
  createBrowserPorts()
    .effects.strongNoiseSuppression(files)
    .start(sounds.track, () => expect.fail('the effect has failed'));

it('takes the noise away and leaves what sounds like a voice, and closes all that it has opened', async () => {
  const running = await start();
  const [before, after] = [sounds.listenTo(sounds.track), sounds.listenTo(running.track)];
  /** Of what can be heard now; nothing is known while that is nothing. */
  const loss = () => (levelOf(before) > HEARD_DB ? levelOf(before) - levelOf(after) : undefined);

  sounds.play(noise);
  await expect.poll(loss).toBeGreaterThan(NOISE_FALLS_DB);
  // By the same effect, so that it is no silence that has passed for suppressed noise.
  sounds.play(voice);
  await expect.poll(loss).toBeLessThan(VOICE_FALLS_DB);
  sounds.play(noise);
  await expect.poll(loss).toBeGreaterThan(NOISE_FALLS_DB);

  running.close();
  expect(running.track.readyState).toBe('ended');
  expect(sounds.track.readyState).toBe('live');
  await expect.poll(() => made.map(({ state }) => state)).toEqual(['closed']);
});

it('leaves nothing open where it cannot be had', async () => {
  const missing = new URL('/no-such-worklet.js', location.href).href;
  await expect(start({ ...noiseSuppression, worklet: missing })).rejects.toThrow();
  expect(made.map(({ state }) => state)).toEqual(['closed']);
});

const HEARD_DB = -40;
/** Measured: 16 to 48. */
const NOISE_FALLS_DB = 15;
/** Measured: 0 to 3; one of two channels lost would be 6. */
const VOICE_FALLS_DB = 4.5;
