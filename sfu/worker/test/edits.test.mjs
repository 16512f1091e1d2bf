import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SetupError } from '../SetupError.mjs';
import { applyEdit, edits } from '../build/edits.mjs';
import { mediasoup } from './support.mjs';

const edit = { file: 'src/a.cpp', why: 'it crashes', from: 'a == b', to: 'a & b' };

describe('applyEdit', () => {
  it('replaces the one place', () => {
    expect(applyEdit('if (a == b)', edit, '3.27.1')).toBe('if (a & b)');
  });

  it('takes the replacement literally', () => {
    expect(applyEdit('a == b', { ...edit, to: "$& $' $1" }, '3.27.1')).toBe("$& $' $1");
  });

  it('refuses a source without the text, naming the version and the file', () => {
    const act = () => applyEdit('if (a != b)', edit, '9.9.9');
    expect(act).toThrow(SetupError);
    expect(act).toThrow(/mediasoup 9\.9\.9: worker\/src\/a\.cpp holds no text "a == b".*it crashes/);
  });

  it('refuses a source that has the text twice', () => {
    expect(() => applyEdit('a == b, a == b', edit, '9.9.9')).toThrow(/holds more than one text/);
  });
});

describe('edits', () => {
  it.each(edits)('fits the installed mediasoup: $file, $why', async (each) => {
    const text = await readFile(join(mediasoup.folder, 'worker', each.file), 'utf8');
    expect(applyEdit(text, each, mediasoup.version)).toContain(each.to);
  });
});
