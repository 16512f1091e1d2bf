import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Person } from '@confab/testkit';
import { describeTimeline } from '@confab/testkit';

/** Whoever is not back by then has stayed away longer than any fault here may take. */
const SLOW_MS = 12_000;
const FOLDER = fileURLToPath(new URL('../../../test-results/soak/', import.meta.url));

/** What is waited for at the moment. What takes long is told while it still can be looked at: soon after, it is whole again. */
export class Waits {
  readonly #open = new Set<string>();
  #reports = 0;

  async for<T>(what: string, waiting: Promise<T>): Promise<T> {
    this.#open.add(what);
    try {
      return await waiting;
    } finally {
      this.#open.delete(what);
    }
  }

  /** Says what is still missing, should it take long, and writes what these pages know about it into a file. */
  async telling<T>(people: readonly Person[], act: () => Promise<T>): Promise<T> {
    const alarm = setTimeout(() => void this.#tell(people), SLOW_MS);
    try {
      return await act();
    } finally {
      clearTimeout(alarm);
    }
  }

  async #tell(people: readonly Person[]): Promise<void> {
    const missing = [...this.#open].join('; ');
    const file = `${FOLDER}slow-${(this.#reports += 1)}.txt`;
    // With what the machine has to do: on a busy one it says nothing of us.
    const load = (loadavg()[0] ?? 0).toFixed(1);
    process.stdout.write(`\n  after ${SLOW_MS / 1_000} s not yet: ${missing} (load ${load}, see ${file})\n`);
    mkdirSync(FOLDER, { recursive: true });
    // A page that is closed meanwhile has nothing to say.
    const told = await Promise.allSettled([describeTimeline(people), ...people.map((one) => describePage(one))]);
    const texts = told.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)));
    writeFileSync(file, [missing, ...texts, ''].join('\n\n'));
  }
}

/** What the page says of the call and of each tile, and what its browser counts. */
async function describePage(person: Person): Promise<string> {
  const attributes = await person.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main, [data-peer-id]')].map(({ tagName, dataset }) =>
      [tagName.toLowerCase(), ...Object.entries(dataset).map(([key, value]) => `${key}=${value}`)].join(' '),
    ),
  );
  const statistics = await person.statistics();
  return [`${person.name}'s page`, ...attributes, ...statistics.map((row) => JSON.stringify(row))].join('\n');
}
