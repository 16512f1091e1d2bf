import { describe, expect, it } from 'vitest';
import { createProgress, parseNinjaStep } from '../build/progress.mjs';

describe('createProgress', () => {
  it('says a line every ten percent where there is no terminal', () => {
    /** @type {string[]} */
    const said = [];
    const progress = createProgress('Building', { say: (text) => said.push(text) });
    for (let done = 1; done <= 24; done += 1) progress.at(done, 24);
    progress.end();
    expect(said).toEqual([12, 20, 33, 41, 50, 62, 70, 83, 91, 100].map((percent) => `Building: ${percent} %`));
  });

  it('rewrites one line on a terminal and wipes it at the end', () => {
    /** @type {string[]} */
    const written = [];
    const progress = createProgress('Building', {
      say: expect.unreachable,
      terminal: { write: (text) => written.push(text) },
    });
    progress.at(1, 4);
    progress.at(2, 4);
    progress.end();
    expect(written).toEqual([
      '\r\u001B[KBuilding: 25 % (step 1 of 4)',
      '\r\u001B[KBuilding: 50 % (step 2 of 4)',
      '\r\u001B[K',
    ]);
  });
});

describe('parseNinjaStep', () => {
  it.each([
    ['[7/30] Compiling C++ object a.o', { done: 7, total: 30 }],
    ['ninja: Entering directory `build`', undefined],
    ['warning: [1/2] is no step', undefined],
  ])('%j', (line, step) => {
    expect(parseNinjaStep(line)).toEqual(step);
  });
});
