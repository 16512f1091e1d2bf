/** Who is in the calls to look at. */
export const NAMES = [
  'Grace Hopper',
  'Bob',
  'Katherine Johnson',
  'Linus',
  'Margaret Hamilton-Brown of Newcastle',
  'Zoë',
  'Софья Ковалевская',
  'Radia Perlman',
  'Alan',
  'Dorothy Vaughan',
  'Edsger',
  'Barbara Liskov',
  'Donald',
  'Frances Allen',
  'Tim',
  'Hedy Lamarr',
  'Joan',
  'Ken',
  'Lynn Conway',
  'Mary Jackson',
  'Niklaus',
  'Shafi Goldwasser',
  'Vint',
  'Adele',
  'Claude',
  'Evelyn Boyd',
];

/** Names that somebody may send to do harm. */
export const BAD_NAMES = [
  '<img src=x onerror=alert(1)>',
  '\u202Egnp.exe',
  '👩‍👩‍👧‍👦'.repeat(24),
  'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenbescheid',
];

export const TROUBLES = ['theirConnection', 'yourConnection', 'device'] as const;

/** What two of them say, as a browser understands it. */
export const SPOKEN = [
  'So the numbers for October are in, and they are better than we thought.',
  'Could you go back one slide? I would like to see where',
];

export type Line = { readonly from: 'self' | number; readonly text: string };

/** What they write to each other. */
export const LINES: readonly Line[] = [
  { from: 0, text: 'Morning! The notes are at https://example.org/notes/2026-11?view=all' },
  { from: 1, text: 'Thanks. Can everybody hear me?' },
  { from: 1, text: 'I changed my headset.' },
  { from: 'self', text: 'Loud and clear.' },
  { from: 2, text: '<b>Does markup work?</b> No, and that is good.' },
  { from: 0, text: 'Averyveryveryveryveryveryveryveryveryveryveryveryveryverylongwordwithoutanyspaceinit' },
  { from: 'self', text: 'Shall we start with the second point?\nThe first one needs Katherine.' },
];
