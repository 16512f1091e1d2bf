import { expect, test } from '@confab/testkit';
import type { Person } from '@confab/testkit';

/**
 * The kit judged by itself, on a page that plays and shows what it is told to: what a real call must never do,
 * the assertions have to notice and to name.
 */

type Seat = { readonly of: Person; readonly voice?: Person; readonly face?: Person; readonly isFrozen?: boolean };

/** Puts these seats on the listener's page: tile, voice and picture each of the person given, or none. */
async function seat(listener: Person, seats: readonly Seat[]): Promise<void> {
  const plain = seats.map(({ of, voice, face, isFrozen = false }) => ({
    name: of.name,
    toneHz: voice?.identity.toneHz,
    index: face?.identity.index,
    isFrozen,
  }));
  await listener.page.goto('about:blank');
  await listener.page.evaluate((wanted) => {
    document.body.innerHTML = '<main data-state="in-call"></main>';
    for (const { name, toneHz, index, isFrozen } of wanted) {
      const tile = document.createElement('div');
      tile.setAttribute('role', 'group');
      tile.setAttribute('aria-label', name);
      tile.dataset['peerId'] = `seat-of-${name}`;
      document.querySelector('main')?.append(tile);
      if (toneHz !== undefined) play(name, toneHz);
      if (index !== undefined) show(tile, index, isFrozen);
    }

    function play(name: string, toneHz: number) {
      const context = new AudioContext({ sampleRate: 48_000 });
      const tone = new OscillatorNode(context, { frequency: toneHz });
      const out = new MediaStreamAudioDestinationNode(context);
      tone.connect(out);
      tone.start();
      const audio = document.createElement('audio');
      audio.dataset['peerId'] = `seat-of-${name}`;
      audio.srcObject = out.stream;
      audio.autoplay = true;
      document.body.append(audio);
    }

    function show(tile: HTMLElement, index: number, isFrozen: boolean) {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [320, 180];
      const context = canvas.getContext('2d');
      let frame = 0;
      const draw = () => {
        frame += isFrozen ? 0 : 1;
        const checksum = (index * 31 + frame * 7 + (frame >> 8) * 13 + 90) & 0xff;
        const bits = (((index << 28) | (frame << 8) | checksum) >>> 0).toString(2).padStart(32, '0');
        for (const [position, bit] of Array.from(bits).entries()) {
          if (context) context.fillStyle = bit === '1' ? '#fff' : '#000';
          context?.fillRect((position % 8) * 40, 60 + Math.floor(position / 8) * 30, 40, 30);
        }
      };
      setInterval(draw, 50);
      const video = document.createElement('video');
      [video.muted, video.autoplay] = [true, true];
      video.srcObject = canvas.captureStream(20);
      tile.append(video);
    }
  }, plain);
}

const BRIEF = { timeoutMs: 3_000 };
const complaint = (assertion: Promise<unknown>): Promise<string> => assertion.then(() => 'it passed', String);

test.describe('the assertions of the kit', () => {
  test('pass when every voice and face is in its own seat', async ({ arrive }) => {
    const [ada, bob, cleo] = [await arrive('Ada'), await arrive('Bob'), await arrive('Cleo')];
    await seat(ada, [
      { of: bob, voice: bob, face: bob },
      { of: cleo, voice: cleo, face: cleo },
    ]);
    await expect(ada).toHearExactly([bob, cleo]);
    await expect(ada).toSeeExactly([bob, cleo]);
    await expect(ada).toHaveHeardOnly([bob, cleo]);
  });

  test('name the two whose voices and faces were swapped', async ({ arrive }) => {
    const [ada, bob, cleo] = [await arrive('Ada'), await arrive('Bob'), await arrive('Cleo')];
    await seat(ada, [
      { of: bob, voice: cleo, face: cleo },
      { of: cleo, voice: bob, face: bob },
    ]);
    expect(await complaint(expect(ada).toHearExactly([bob, cleo], BRIEF))).toContain(
      "the voice of Cleo comes from Bob's seat",
    );
    expect(await complaint(expect(ada).toSeeExactly([bob, cleo], BRIEF))).toContain(
      'the face of Cleo is in the tile Bob',
    );
  });

  test('name the voice that leaks in from elsewhere', async ({ arrive }) => {
    const [ada, bob, cleo] = [await arrive('Ada'), await arrive('Bob'), await arrive('Cleo')];
    await seat(ada, [
      { of: bob, voice: bob },
      { of: cleo, voice: cleo },
    ]);
    expect(await complaint(expect(ada).toHearExactly([bob], BRIEF))).toContain('Ada hears something from Cleo');
    expect(await complaint(expect(ada).toHaveHeardOnly([bob]))).toContain('Ada has heard Cleo');
  });

  test('name whom nobody hears, and tell silence from a call without sound', async ({ arrive }) => {
    const [ada, bob] = [await arrive('Ada'), await arrive('Bob')];
    await seat(ada, [{ of: bob }]);
    expect(await complaint(expect(ada).toHearExactly([bob], BRIEF))).toContain('Ada does not hear Bob');
    await expect(ada).toHearExactly([]);
  });

  test('notice a picture that stands still', async ({ arrive }) => {
    const [ada, bob] = [await arrive('Ada'), await arrive('Bob')];
    await seat(ada, [{ of: bob, face: bob, isFrozen: true }]);
    expect(await complaint(expect(ada).toSeeExactly([bob], BRIEF))).toContain('the picture of Bob does not move');
  });
});
