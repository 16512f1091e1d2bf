import { describe, expect, it } from 'vitest';
import { judgeMuted, judgeUnmuted, type Judge } from './judgeSound.ts';

/** What a judge says to so many equal levels. */
const hear = (judge: Judge, level: number, count: number) =>
  Array.from({ length: count }, () => judge(level)).filter((finding) => finding !== undefined);

describe('judgeMuted', () => {
  it('finds talking after most of a second, once, until it has been quiet for a while', () => {
    const judge = judgeMuted();
    expect(hear(judge, 0.7, 5)).toEqual([]);
    expect(hear(judge, 0.7, 20)).toEqual([true]);
    expect(hear(judge, 0.1, 39)).toEqual([]);
    expect(hear(judge, 0.1, 20)).toEqual([false]);
    expect(hear(judge, 0.7, 20)).toEqual([true]);
  });

  it('does not mind a cough, a keyboard or a fan', () => {
    const judge = judgeMuted();
    expect(hear(judge, 0.9, 3)).toEqual([]);
    for (let key = 0; key < 50; key++) expect([...hear(judge, 0.8, 1), ...hear(judge, 0.2, 3)]).toEqual([]);
    expect(hear(judge, 0.35, 500)).toEqual([]);
  });
});

describe('judgeUnmuted', () => {
  it('finds a dead microphone after eight seconds, and clears it at the first sound', () => {
    const judge = judgeUnmuted();
    expect(hear(judge, 0, 79)).toEqual([]);
    expect(hear(judge, 0, 5)).toEqual([true]);
    expect(hear(judge, 0.01, 5)).toEqual([false]);
  });

  it('takes a quiet room for what it is', () => {
    expect(hear(judgeUnmuted(), 0.02, 500)).toEqual([]);
  });
});
