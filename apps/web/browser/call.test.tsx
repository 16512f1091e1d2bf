import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openCall } from './openCall.tsx';
import { createSounds, voice } from './sounds.ts';

const tile = (name: string) => page.getByRole('group', { name, exact: true });
const more = async (name: string) => {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name, exact: true }).click();
};
const scaleOf = (name: string) => {
  const video = tile(name).element().querySelector('video');
  return video && getComputedStyle(video).scale;
};

describe('the stage', () => {
  it('puts in front who speaks, whom the person pins, and everyone alike again', async () => {
    const { session } = openCall();
    await expect.element(tile('Bob')).toHaveAttribute('data-part', 'grid');
    await userEvent.keyboard('w');
    await expect.element(tile('Bob')).toHaveAttribute('data-part', 'main');
    session.speak(0);
    await expect.element(tile('Grace Hopper')).toHaveAttribute('data-speaking', 'true');
    await page.getByRole('button', { name: 'Pin Katherine Johnson' }).click();
    await expect.element(tile('Katherine Johnson')).toHaveAttribute('data-part', 'main');
    session.speak(1);
    await expect.element(tile('Bob')).toHaveAttribute('data-speaking', 'true');
    await expect.element(tile('Katherine Johnson')).toHaveAttribute('data-part', 'main');
    await page.getByRole('button', { name: 'Unpin Katherine Johnson' }).click();
    await more('Gallery view');
    await expect.element(tile('Bob')).toHaveAttribute('data-part', 'grid');
  });

  it('paints nothing under a picture, and initials where there is none', async () => {
    openCall();
    const behind = (name: string) => {
      const initials = tile(name).element().querySelector('[aria-hidden="true"]');
      return initials && getComputedStyle(initials).visibility;
    };
    await expect.poll(() => behind('Bob')).toBe('hidden');
    await expect.poll(() => behind('Ada (you)')).toBe('hidden');
    expect(behind('Katherine Johnson')).toBe('visible');
  });

  it('mirrors the own picture and nothing else, and hides it where one does not want it', async () => {
    const { session } = openCall();
    await expect.poll(() => scaleOf('Ada (you)')).toBe('-1 1');
    expect(scaleOf('Bob')).toBe('none');
    await session.setScreen(true);
    await expect.poll(() => scaleOf("Ada's screen")).toBe('none');
    await more('Hide my own picture');
    await expect.element(tile('Ada (you)')).not.toBeInTheDocument();
    await more('Show my own picture');
    await expect.element(tile('Ada (you)')).toBeVisible();
  });

  it('warns whoever shares the very tab of the call', async () => {
    const { session } = openCall({ sharesOwnTab: true });
    await session.setScreen(true);
    await expect.element(page.getByText('the others see a mirror in a mirror')).toBeVisible();
  });
});

describe('the sound', () => {
  let sounds: ReturnType<typeof createSounds>;
  beforeEach(() => {
    sounds = createSounds();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await sounds.close();
  });
  const voices = () => [...document.querySelectorAll('audio')];

  it('is as loud as the person wants each of the others, from the speaker that was picked', async () => {
    const sinks = vi.spyOn(HTMLMediaElement.prototype, 'setSinkId').mockResolvedValue(undefined);
    const { session } = openCall({ voice: sounds.track, view: { panel: 'people' } });
    await expect.poll(() => voices().length).toBe(3);
    await page.getByRole('button', { name: 'Actions for Bob' }).click();
    await page.getByRole('slider', { name: 'Volume of Bob' }).fill('0.25');
    await expect.poll(() => voices().map(({ volume }) => volume)).toEqual([1, 0.25, 1]);
    session.selectSpeaker('s');
    await expect.poll(() => new Set(sinks.mock.calls.flat())).toEqual(new Set(['s']));
    expect(new Set(sinks.mock.contexts)).toEqual(new Set(voices()));
  });

  it('needs one click where the browser plays nothing by itself', async () => {
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play');
    play.mockRejectedValue(new DOMException('not yet', 'NotAllowedError'));
    openCall({ voice: sounds.track });
    const hear = page.getByRole('button', { name: 'Click to hear the others' });
    await expect.element(hear).toBeVisible();
    play.mockReset();
    await hear.click();
    await expect.element(hear).not.toBeInTheDocument();
    await expect.poll(() => voices().filter(({ paused }) => !paused)).toHaveLength(3);
  });

  it('of somebody who talks while muted is told to them alone', async () => {
    const { session } = openCall({ voice: sounds.track, wanted: { microphone: false, camera: false } });
    sounds.play(voice);
    await expect.element(page.getByText('You are talking, but you are muted.')).toBeVisible();
    expect(session.getSnapshot().self.microphone.wanted).toBe(false);
  });

  it('flows while Space is held', async () => {
    const { session } = openCall({ wanted: { microphone: false, camera: false } });
    await expect.element(page.getByRole('button', { name: 'Unmute' })).toBeVisible();
    await userEvent.keyboard('[Space>]');
    await expect.element(page.getByRole('button', { name: 'Mute' })).toBeVisible();
    await userEvent.keyboard('[/Space]');
    await expect.element(page.getByRole('button', { name: 'Unmute' })).toBeVisible();
    expect(session.getSnapshot().self.microphone.wanted).toBe(false);
  });
});

describe('together', () => {
  it('tells screen readers who comes, who writes, and whether one is heard', async () => {
    const { session } = openCall({ others: 2 });
    const log = page.getByRole('log');
    await expect.element(tile('Bob')).toBeVisible();
    session.admitCrowd(1);
    await expect.element(log).toHaveTextContent('Katherine Johnson joined');
    await session.setMicrophone(false);
    await expect.element(log).toHaveTextContent('You are muted');
    await session.setMicrophone(true);
    await expect.element(log).toHaveTextContent('The others can hear you');
  });

  it('shows a reaction to everyone, with the name of who sent it', async () => {
    openCall();
    await page.getByRole('button', { name: 'Reactions' }).click();
    await page.getByRole('button', { name: 'Applause' }).click();
    // Beside it; the tile has another name.
    const from = () => [...document.querySelectorAll('main bdi')].filter(({ textContent }) => textContent === 'Ada');
    await expect.poll(() => from().map(({ previousSibling }) => previousSibling?.textContent)).toEqual(['👏']);
  });

  it('invites with a link and a code for the camera of a phone', async () => {
    openCall();
    await more('Invite people');
    const link = `${location.origin}/r/scripted`;
    await expect.element(page.getByRole('dialog').getByRole('textbox', { name: 'Invite link' })).toHaveValue(link);
    await expect.element(page.getByRole('img', { name: 'The invite link as a QR code' })).toBeVisible();
  });

  it('finds one of many, and a host acts on them; what the room refuses is said', async () => {
    const { session } = openCall({ others: 4, isHost: true, view: { panel: 'people' } });
    const list = page.getByRole('list', { name: 'In the meeting' });
    await expect.poll(() => list.getByRole('listitem').elements().length).toBe(5);
    await page.getByRole('textbox', { name: 'Find somebody' }).fill('bo');
    await expect.poll(() => list.getByRole('listitem').elements().length).toBe(1);
    await page.getByRole('button', { name: 'Actions for Bob' }).click();
    await list.getByRole('button', { name: 'Mute Bob' }).click();
    await list.getByRole('button', { name: 'Show Bob in front for everyone' }).click();
    await list.getByRole('combobox', { name: 'Role of Bob' }).selectOptions('Viewer');
    await page.getByRole('switch', { name: 'Lock the meeting' }).click();
    await expect.element(page.getByRole('alert').filter({ hasText: 'did not work' }).first()).toBeVisible();
    const peerId = session.getSnapshot().peers[1]?.peerId;
    expect(session.moderated).toEqual([
      ['mutePeer', { peerId, source: 'microphone' }],
      ['setSpotlight', { peerId }],
      ['setRole', { peerId, role: 'viewer' }],
      ['setLocked', { locked: true }],
    ]);
  });
});

it('speaks another language and wears another theme at once, and keeps the call', async () => {
  openCall({ view: { dialog: 'settings' } });
  await page.getByRole('combobox', { name: 'Theme' }).selectOptions('Dark');
  await expect.poll(() => document.documentElement.dataset['theme']).toBe('dark');
  await page.getByRole('combobox', { name: 'Language' }).selectOptions('Русский');
  await expect.poll(() => document.documentElement.lang).toBe('ru');
  await expect.element(page.getByRole('heading', { name: 'Настройки' })).toBeVisible();
  await expect.element(tile('Bob')).toBeInTheDocument();
});
