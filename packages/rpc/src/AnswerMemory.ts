import type { Clock } from './Clock.ts';

type Answer = { readonly text: string; readonly cause: unknown };

/** So long is an answer kept for who asks again: longer than any caller does. */
const KEPT_MS = 10_000;
const MAX_KEPT = 1_000;
/** Ids of this form are unlike any other, whoever made them; the usual counters are so on their own link only. */
const UNIQUE_ID = /^[\w-]{16,}\.\d+$/;

/** What requests were answered, for those that are asked again on another link because the first one was cut meanwhile. */
export class AnswerMemory {
  readonly #clock: Clock;
  readonly #answers = new Map<string, { readonly answer: Promise<Answer>; readonly askedAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#answers.size;
  }

  /** Answers, unless this very request has been answered or is about to be. `answer` must not reject. */
  once(id: string, answer: () => Promise<Answer>): Promise<Answer> {
    if (!UNIQUE_ID.test(id)) return answer();
    this.#forgetOld();
    const known = this.#answers.get(id);
    if (known) return known.answer;
    const entry = { answer: answer(), askedAt: this.#clock.now() };
    this.#answers.set(id, entry);
    return entry.answer;
  }

  #forgetOld(): void {
    // Oldest first, as a Map is.
    for (const [id, { askedAt }] of this.#answers) {
      const isOld = this.#clock.now() - askedAt >= KEPT_MS;
      if (!isOld && this.#answers.size < MAX_KEPT) return;
      this.#answers.delete(id);
    }
  }
}
