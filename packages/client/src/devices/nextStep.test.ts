import { expect, it } from 'vitest';
import type { SourceFacts } from './nextStep.ts';
import { nextStep } from './nextStep.ts';

const flowing: SourceFacts = {
  isWanted: true,
  keepsDevice: true,
  closesWhenOff: false,
  hasTrack: true,
  isStale: false,
  hasFault: false,
  isLinked: true,
  isSent: true,
  isSentTrackCurrent: true,
  room: 'on',
  isFlowing: true,
};

const screenOff = { closesWhenOff: true, keepsDevice: false, isWanted: false, hasTrack: false };

it.each<[string, Partial<SourceFacts>, ReturnType<typeof nextStep>]>([
  ['all is well', {}, undefined],
  ['there is no track yet', { hasTrack: false }, 'acquire'],
  ['the device is broken', { hasTrack: false, hasFault: true, room: 'muted' }, undefined],
  ['the device broke while it was heard', { hasTrack: false, hasFault: true }, 'mute'],
  ['another device was picked', { isStale: true }, 'acquire'],
  ['a camera is off', { isWanted: false, keepsDevice: false, hasTrack: false, room: 'muted' }, undefined],
  ['it is not sent yet', { isSent: false, isFlowing: false, room: undefined }, 'produce'],
  ['it is not sent yet, and muted', { isWanted: false, isSent: false, room: undefined }, 'produce'],
  ['it is muted and the room thinks it is on', { isWanted: false }, 'mute'],
  ['it is muted, unsent, and the room thinks it is on', { isWanted: false, isSent: false }, 'mute'],
  ['nobody knows what the room thinks, and it is muted', { isWanted: false, room: 'unknown' }, 'mute'],
  ['nobody knows what the room thinks, and it is wanted', { room: 'unknown', isFlowing: false }, 'unmute'],
  ['it is wanted and the room holds it muted', { room: 'muted', isFlowing: false }, 'unmute'],
  ['a screen is shown no more', screenOff, 'close'],
  ['a screen is closed', { ...screenOff, room: undefined }, undefined],
  ['a screen is shown', { closesWhenOff: true, keepsDevice: false }, undefined],
  ['the room has agreed', { isFlowing: false }, 'flow'],
  [
    'a new track is not the one that is sent',
    { isSentTrackCurrent: false, room: 'muted', isFlowing: false },
    'replace',
  ],
  ['it is to be unmuted while signaling is away', { isLinked: false, room: 'muted', isFlowing: false }, undefined],
  ['another device took its place while signaling is away', { isLinked: false, isSentTrackCurrent: false }, 'replace'],
  ['it was muted while signaling is away', { isLinked: false, isWanted: false }, undefined],
])('when %s', (_, facts, step) => {
  expect(nextStep({ ...flowing, ...facts })).toBe(step);
});
