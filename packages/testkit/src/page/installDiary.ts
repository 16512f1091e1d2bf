/** Something that happened on a page, in milliseconds of the clock that all pages of a machine share. */
export type DiaryEntry = { readonly atMs: number; readonly text: string };

type Diary = {
  readonly entries: () => readonly DiaryEntry[];
  /** What the browser counts of each connection (`RTCPeerConnection.getStats`), the interesting parts. */
  readonly statistics: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
};

declare global {
  // A property of the page under test, read by the kit alone.
  var confabTestkitDiary: Diary | undefined;
}

/** Runs in the page before its own code: writes down what happens to its sockets and connections, and its states. */
export function installDiary({ main }: { readonly main: string }): void {
  const KEPT = 500;
  const STATISTICS = ['inbound-rtp', 'outbound-rtp', 'remote-inbound-rtp', 'candidate-pair', 'remote-candidate'];
  const CLOSED = 'confab-testkit-closed';
  const entries: { atMs: number; text: string }[] = [];
  const write = (text: string) => {
    entries.push({ atMs: performance.timeOrigin + performance.now(), text });
    if (entries.length > KEPT) entries.shift();
  };

  const connections: RTCPeerConnection[] = [];
  // A page of plain http on some browsers has none.
  if (globalThis.RTCPeerConnection) {
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        const number = connections.push(this);
        const tell = () => write(`connection ${number}: ICE ${this.iceConnectionState}, ${this.connectionState}`);
        this.addEventListener('iceconnectionstatechange', tell);
        this.addEventListener('connectionstatechange', tell);
      }

      override close(): void {
        super.close();
        this.dispatchEvent(new Event(CLOSED));
      }
    };
  }

  /** Nothing of a connection that closes meanwhile: Firefox never answers then. */
  const reportOf = async (connection: RTCPeerConnection) => {
    const answered = new AbortController();
    const closed = new Promise<undefined>((resolve) => {
      connection.addEventListener(CLOSED, () => resolve(undefined), { signal: answered.signal });
    });
    const report = await Promise.race([connection.getStats(), closed]);
    answered.abort();
    return report;
  };

  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('open', () => write('socket open'));
      this.addEventListener('close', ({ code, reason }) => write(`socket closed with ${code} ${reason}`.trim()));
    }
  };

  let state = '';
  const readState = () => {
    const dataset = document.querySelector<HTMLElement>(main)?.dataset;
    const now = Object.entries(dataset ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join(' ');
    if (now !== state) write(now || 'no call on the page');
    state = now;
  };
  const attributeFilter = ['data-state', 'data-topology', 'data-signaling', 'data-media'];
  new MutationObserver(readState).observe(document, { subtree: true, childList: true, attributeFilter });

  globalThis.confabTestkitDiary = {
    entries: () => entries,
    statistics: async () => {
      const reports = await Promise.all(
        connections.map(async (connection, index) => {
          if (connection.connectionState === 'closed') return [];
          // A map whose values the browsers' types leave open.
          const rows: Record<string, unknown>[] = [];
          (await reportOf(connection))?.forEach((row: Record<string, unknown>) => rows.push(row));
          return rows
            .filter(({ type }) => STATISTICS.includes(String(type)))
            .map((row) => ({ connection: index + 1, ...row }));
        }),
      );
      return reports.flat();
    },
  };
}
