import type { DiaryEntry, Person } from '@confab/testkit';
import { expect } from '@confab/testkit';

/** When a line like this was written into the person's diary, the first time since; by the clock of the machine. */
export async function whenWritten(person: Person, pattern: RegExp, sinceMs: number): Promise<number> {
  const find = async (): Promise<DiaryEntry | undefined> =>
    (await person.diary()).find(({ atMs, text }) => atMs >= sinceMs && pattern.test(text));
  await expect.poll(find, `${person.name}'s page: ${pattern}`).toBeDefined();
  return (await find())?.atMs ?? Number.NaN;
}

/** Now, by the clock that the pages' diaries keep. */
export const sharedNow = (): number => performance.timeOrigin + performance.now();
