import { parseFact, PROTOCOL, type EmbedCommand, type EmbedState } from './messages.ts';

export type ConfabFrameOptions = {
  /** Where the frame is put. */
  readonly container: Element;
  /** The link of the room, as people are sent it; its server must allow this page (`EMBED_ORIGINS`). */
  readonly url: string;
  /** With the rest of the query parameters, such as `name`, `join`, `mic`, `camera` and `token`. */
  readonly query?: Readonly<Record<string, string>>;
  readonly title?: string;
};

/** A call in a frame. Only messages from that frame and that server are believed. */
export class ConfabFrame {
  readonly element: HTMLIFrameElement;
  readonly #origin: string;
  readonly #listeners = new Set<(state: EmbedState) => void>();
  #state: EmbedState | undefined;

  constructor({ container, url, query = {}, title = 'Confab' }: ConfabFrameOptions) {
    const address = new URL(url, location.href);
    for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value);
    this.#origin = address.origin;
    this.element = container.ownerDocument.createElement('iframe');
    this.element.title = title;
    this.element.allow =
      'camera; microphone; display-capture; autoplay; fullscreen; picture-in-picture; speaker-selection';
    this.element.src = address.href;
    addEventListener('message', this.#onMessage);
    container.append(this.element);
  }

  /** What the call has told last; undefined until it has told anything. */
  get state(): EmbedState | undefined {
    return this.#state;
  }

  /** Called with each change, until the returned function is called. */
  subscribe(listener: (state: EmbedState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Enters from the lobby, under this name or the one that is there. */
  join(displayName?: string): void {
    this.#send({ type: 'join', ...(displayName !== undefined && { displayName }) });
  }

  leave(): void {
    this.#send({ type: 'leave' });
  }

  setMicrophone(on: boolean): void {
    this.#send({ type: 'setMicrophone', on });
  }

  setCamera(on: boolean): void {
    this.#send({ type: 'setCamera', on });
  }

  /** Takes the frame away, and the call with it. */
  close(): void {
    removeEventListener('message', this.#onMessage);
    this.#listeners.clear();
    this.element.remove();
  }

  readonly #onMessage = ({ data, origin, source }: MessageEvent): void => {
    if (origin !== this.#origin || source !== this.element.contentWindow) return;
    const fact = parseFact(data);
    if (!fact) return;
    // Not with the frame's `load`: the part of the page that makes calls comes later.
    if (fact.type === 'ready') return this.#send({ type: 'hello' });
    this.#state = fact.state;
    for (const listener of this.#listeners) listener(fact.state);
  };

  #send(command: EmbedCommand): void {
    this.element.contentWindow?.postMessage({ confab: PROTOCOL, ...command }, this.#origin);
  }
}
