import type { CallNotice } from '../CallSnapshot.ts';

/** What has changed by itself, for the person to read, oldest first. */
export class Notices {
  readonly #onChange: () => void;
  #list: readonly CallNotice[] = [];
  #lastId = 0;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get list(): readonly CallNotice[] {
    return this.#list;
  }

  /** Of one thing only the newest counts. */
  add(notice: Omit<CallNotice, 'id'>): void {
    const others = this.#list.filter((one) => one.of !== notice.of || one.what !== notice.what);
    this.#list = [...others, { ...notice, id: ++this.#lastId }];
    this.#onChange();
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((one) => one.id !== id);
    this.#onChange();
  }
}
