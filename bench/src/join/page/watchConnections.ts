/** What a browser says of the pictures that it has received so far, and of what it asked for again. */
export type PictureCounts = {
  readonly packets: number;
  readonly lost: number;
  readonly frames: number;
  readonly decoded: number;
  readonly keyFrames: number;
  readonly nacks: number;
  readonly plis: number;
};

const connections = new Set<WeakRef<RTCPeerConnection>>();

/** From now on it is known which connections a page has; who makes them need not tell. */
export function watchConnections(): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(new WeakRef(this));
    }
  };
}

/** Of all connections that are open. */
export async function countPictures(): Promise<PictureCounts> {
  const open = [...connections].flatMap((one) => one.deref() ?? []).filter((one) => one.connectionState !== 'closed');
  const reports = await Promise.all(open.map((one) => one.getStats()));
  const pictures = reports
    .flatMap((report) => [...report.values()])
    .filter((stat) => stat.type === 'inbound-rtp' && stat.kind === 'video');
  const sum = (key: string) => pictures.reduce((total: number, stat) => total + (Number(stat[key]) || 0), 0);
  return {
    packets: sum('packetsReceived'),
    lost: sum('packetsLost'),
    frames: sum('framesReceived'),
    decoded: sum('framesDecoded'),
    keyFrames: sum('keyFramesDecoded'),
    nacks: sum('nackCount'),
    plis: sum('pliCount'),
  };
}
