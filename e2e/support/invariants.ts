import type { Person } from '@confab/testkit';
import { expect } from '@confab/testkit';

/** A client request without an answer fails after this (SPEC.md). */
const ANSWERED_WITHIN_MS = 5_000;
/** For a timer of the page that is late on a busy machine. */
const TOLERANCE_MS = 500;

type Ledger = { readonly slow: () => readonly string[] };
declare global {
  var confabRequestLedger: Ledger | undefined;
}

/** Before the page is opened: it writes down which requests are not answered in time by anybody. */
export async function keepLedger(person: Person): Promise<void> {
  await person.page.addInitScript((withinMs) => {
    // A page that gets no processor cannot hear its answers: that time is not the server's.
    const [BEAT_MS, MAX_PINGS] = [100, 20];
    let [beatAtMs, stoodStillMs] = [performance.now(), 0];
    setInterval(() => {
      stoodStillMs += Math.max(0, performance.now() - beatAtMs - 2 * BEAT_MS);
      beatAtMs = performance.now();
    }, BEAT_MS);
    const livedMs = () => performance.now() - stoodStillMs;
    type Asked = { readonly method: string; readonly atMs: number };
    const asked = new Map<string, Asked>();
    const slow: string[] = [];
    // A ping goes through the same processes and asks for nothing: so long everything takes on this machine now. There is
    // one in each time that is long enough to be judged, for each page asks every 3 s.
    const pings: { readonly answeredAtMs: number; readonly tookMs: number }[] = [];
    const pingMs = (sinceMs: number) => {
      const answered = pings.filter(({ answeredAtMs }) => answeredAtMs >= sinceMs).map(({ tookMs }) => tookMs);
      const open = [...asked.values()].filter(({ method }) => method === 'ping').map(({ atMs }) => livedMs() - atMs);
      return Math.max(0, ...answered, ...open);
    };
    const late = () => {
      for (const [key, { method, atMs }] of asked) {
        const tookMs = livedMs() - atMs;
        // Pings are how a dead socket is found: theirs is another deadline.
        if (method === 'ping' || tookMs <= withinMs || tookMs - pingMs(atMs) <= withinMs) continue;
        asked.delete(key);
        slow.push(
          `${method} was not answered within ${Math.round(tookMs)} ms, a ping within ${Math.round(pingMs(atMs))}`,
        );
      }
    };
    const answer = (key: string) => {
      const { method, atMs } = asked.get(key) ?? {};
      if (method === 'ping' && atMs !== undefined) pings.push({ answeredAtMs: livedMs(), tookMs: livedMs() - atMs });
      if (pings.length > MAX_PINGS) pings.shift();
      asked.delete(key);
    };
    let sockets = 0;
    // No private fields: this travels as text, without the helpers that a compiler makes for them.
    const numbers = new WeakMap<WebSocket, number>();
    const forgets = new WeakMap<WebSocket, () => void>();
    globalThis.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        numbers.set(this, (sockets += 1));
        const number = sockets;
        const read = (data: unknown) => JSON.parse(String(data)) as { t?: string; id?: unknown; method?: string };
        let heardAtMs = performance.now();
        const forget = () => {
          for (const key of asked.keys()) if (key.startsWith(`${number} `)) asked.delete(key);
        };
        this.addEventListener('message', ({ data }) => {
          const { t, id } = read(data);
          // Both ends ping each 3 s: nobody can answer over a line that was dead meanwhile.
          if (performance.now() - heardAtMs > withinMs) forget();
          heardAtMs = performance.now();
          late();
          if (t === 'res') answer(`${number} ${String(id)}`);
        });
        // A request that its socket takes along is told to have failed at once, and asked anew.
        this.addEventListener('close', forget);
        forgets.set(this, forget);
      }
      // Who hangs up waits for no answer on this line, and can get none: `leave` is followed by it at once.
      override close(code?: number, reason?: string): void {
        late();
        forgets.get(this)?.();
        super.close(code, reason);
      }
      override send(data: string): void {
        const { t, id, method = '' } = JSON.parse(data) as { t?: string; id?: unknown; method?: string };
        if (t === 'req') asked.set(`${numbers.get(this)} ${String(id)}`, { method, atMs: livedMs() });
        super.send(data);
      }
    };
    globalThis.confabRequestLedger = {
      slow: () => slow,
    };
  }, ANSWERED_WITHIN_MS + TOLERANCE_MS);
}

export type Watch = { readonly people: readonly Person[]; readonly muted: readonly Person[] };

/** What must hold after every fault, whatever it was (FAULTS.md). `since`: the listeners' times before the fault. */
export async function expectInvariants({ people, muted }: Watch, since: ReadonlyMap<Person, number>): Promise<void> {
  for (const person of people) {
    const others = people.filter((one) => one !== person);
    const sinceMs = since.get(person) ?? 0;
    await expect(person.main).toHaveAttribute('data-state', 'in-call');
    await expect(person.main).toHaveAttribute('data-signaling', 'connected');
    await expect(person.main).toHaveAttribute('data-media', 'connected');
    await expect(person.page.locator('[role="group"][data-peer-id]'), 'no ghosts and nobody missing').toHaveCount(
      people.length,
    );
    await expect(person).toHaveHeardOnly(
      others.filter((one) => !muted.includes(one)),
      { sinceMs },
    );
    for (const one of people) await expect(person.tileOf(one)).toHaveAttribute('data-mic', isOn(muted, one));
    for (const one of others.filter((other) => muted.includes(other))) {
      await expect(one).toHaveBeenSilentFor(person, { sinceMs });
    }
    expect(await person.page.evaluate(() => globalThis.confabRequestLedger?.slow() ?? []), person.name).toEqual([]);
  }
}

const isOn = (muted: readonly Person[], one: Person) => (muted.includes(one) ? 'off' : 'on');
