/** A Confab call inside another page: the frame, what can be asked of it, what it tells. */
export type { ConfabFrameOptions } from './ConfabFrame.ts';
export { ConfabFrame } from './ConfabFrame.ts';
export type { EmbedCommand, EmbedFact, EmbedParticipant, EmbedState } from './messages.ts';
export { parseCommand, parseFact, PROTOCOL } from './messages.ts';
