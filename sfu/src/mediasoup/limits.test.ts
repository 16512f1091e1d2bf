import { expect, it } from 'vitest';
import { assertBelow } from './limits.ts';

it('[LI7] says the limit and what there is', () => {
  expect(() => assertBelow('cpuOfWorker', 0.89)).not.toThrow();
  expect(() => assertBelow('cpuOfWorker', 0.957)).toThrow(
    expect.objectContaining({ code: 'limitExceeded', message: 'cpuOfWorker: the limit is 0.9, there are 0.96' }),
  );
});
