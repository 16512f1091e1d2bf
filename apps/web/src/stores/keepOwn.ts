import type { CallSnapshot, LocalSource } from '@confab/client';

/** What is mended sooner shows nothing: it would be gone before it is read, and drawing it takes the time that mending needs. */
export const MENDED_MS = 500;

/**
 * What to draw of our own sources while a repair takes them away and brings them back: those that were drawn as on, and are
 * on their way again as they were, are on. Who mutes, picks another device or has a fault sees that. `now` itself when
 * nothing is kept.
 */
export function keepOwn(drawn: CallSnapshot, now: CallSnapshot): CallSnapshot {
  const microphone = keep(drawn.self.microphone, now.self.microphone);
  const camera = keep(drawn.self.camera, now.self.camera);
  const screen = keep(drawn.self.screen, now.self.screen);
  const isKept = microphone !== now.self.microphone || camera !== now.self.camera || screen !== now.self.screen;
  return isKept ? { ...now, self: { ...now.self, microphone, camera, screen } } : now;
}

function keep<T extends LocalSource>(drawn: T, now: T): T {
  const isSame = drawn.trackId === now.trackId && drawn.deviceId === now.deviceId;
  const isBack = now.actual === 'starting' && now.room !== 'muted';
  return isSame && isBack && drawn.actual === 'on' ? drawn : now;
}
