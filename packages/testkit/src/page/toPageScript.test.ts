import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { toPageScript } from './toPageScript.ts';

describe('toPageScript', () => {
  it('hands options and parts in, in a page that has nothing else', () => {
    const said: unknown[] = [];
    const entry = ({ say }: { say: string }, { shout }: { shout: (text: string) => string }) => shout(say);
    const script = toPageScript(entry, { say: 'hello' }, { shout: (text: string) => text.toUpperCase() });
    said.push(runInNewContext(script));
    expect(said).toEqual(['HELLO']);
  });

  it('runs what was compiled with a helper that keeps names, too', () => {
    // As esbuild writes `const inner = () => 'done'; return inner();`.
    const compiled = { toString: () => "() => { const inner = __name(() => 'done', 'inner'); return inner(); }" };
    const entry = Object.assign(() => 'not compiled', compiled);
    expect(runInNewContext(toPageScript(entry, {}, {}))).toBe('done');
  });
});
