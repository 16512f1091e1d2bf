import type { Reaction } from '@confab/protocol';

/** What stands for each reaction on the page; the wire carries its name. */
export const reactionSigns: Readonly<Record<Reaction, string>> = {
  thumbsUp: '👍',
  heart: '❤️',
  clap: '👏',
  laugh: '😂',
  surprise: '😮',
  celebrate: '🎉',
};
