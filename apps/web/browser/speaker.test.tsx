import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { openCall } from './openCall.tsx';
import { createRecorder } from './recordSound.ts';
import { createSounds, voice } from './sounds.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('the speaker test plays two notes, loud enough, on the very speaker that is picked', async () => {
  const devices = navigator.mediaDevices;
  // Speakers are told of once a device was allowed.
  const allowed = await devices.getUserMedia({ audio: true });
  const picked = (await devices.enumerateDevices()).findLast(({ kind }) => kind === 'audiooutput')?.deviceId;
  for (const track of allowed.getTracks()) track.stop();
  if (!picked) throw new Error('this browser has no speakers to pick from');

  const recorder = await createRecorder();
  const played: HTMLMediaElement[] = [];
  let begun = 0;
  const SomeAudio = Audio;
  vi.stubGlobal('Audio', function RecordedAudio() {
    const audio = new SomeAudio();
    const play = audio.play.bind(audio);
    audio.play = () => {
      played.push(audio);
      audio.addEventListener('playing', () => begun++);
      if (audio.srcObject instanceof MediaStream) recorder.listenTo(audio.srcObject);
      return play();
    };
    return audio;
  });
  const { session } = openCall({ isLobby: true, wanted: { microphone: false, camera: false } });
  session.selectSpeaker(picked);
  await page.getByRole('button', { name: 'Test the speaker' }).click();
  // It lets go of what it played when it has.
  await expect.poll(() => played.map(({ srcObject }) => srcObject)).toEqual([null]);
  await expect.element(page.getByRole('button', { name: 'Test the speaker' })).toBeVisible();
  expect(played.map(({ sinkId, muted, volume }) => ({ sinkId, muted, volume }))).toEqual([
    { sinkId: picked, muted: false, volume: 1 },
  ]);
  expect(begun).toBe(1);
  const heard = () => [523.25, 587, 659.25].map(recorder.peakOf);
  // What was recorded is told by another thread.
  await expect.poll(() => Math.min(heard()[0] ?? 0, heard()[2] ?? 0)).toBeGreaterThan(-30);
  await recorder.close();
  const [first, between, second] = heard();
  expect(between).toBeLessThan(Math.min(first ?? 0, second ?? 0) - 10);
});

it('says that the microphone is silent when nothing comes out of it, and takes it back with the first sound', async () => {
  // Eight seconds of silence, without anybody waiting for them.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  // And nobody stops listening after twelve of them, on a machine where it takes longer to begin.
  const later = setTimeout;
  vi.stubGlobal('setTimeout', (then: () => void, ms = 0) => (ms > 10_000 ? 0 : later(then, ms)));
  const sounds = createSounds();
  openCall({ voice: sounds.track });
  const notice = page.getByText('Your microphone is silent. Check its switch');
  const listenOn = () => {
    vi.advanceTimersByTime(1_000);
    return notice.query() !== null;
  };
  await expect.element(page.getByRole('button', { name: 'Mute' })).toBeVisible();
  expect(listenOn()).toBe(false);
  await expect.poll(listenOn).toBe(true);
  await expect.element(notice).toBeVisible();
  sounds.play(voice);
  await expect.poll(listenOn).toBe(false);
  await sounds.close();
});
