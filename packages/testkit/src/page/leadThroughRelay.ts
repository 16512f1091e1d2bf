/** What the page asks the kit: where to send to, to reach this endpoint through the relay. */
type FindRoute = (
  protocol: string,
  address: string,
  port: number,
) => Promise<{ readonly address: string; readonly port: number }>;

declare global {
  // Given to the page by the kit before its own code runs.
  var confabTestkitFindRoute: FindRoute | undefined;
}

/**
 * Runs in the page before its own code: every address of a far side that the page hands to its browser becomes one of the
 * relay. All pages must hand them over here, whatever they speak with their server. Self-contained, see toPageScript.
 */
export function leadThroughRelay(): void {
  /** The foundation, component, transport, priority, address and port of a candidate (RFC 8839, section 5.1). */
  const CANDIDATE = /(candidate:\S+ \d+ )(\S+)( \d+ )(\S+) (\d+)(?= typ )/g;

  async function reroute(text: string): Promise<string> {
    const found = [...text.matchAll(CANDIDATE)];
    const replacements = await Promise.all(
      found.map(async ([whole = '', head = '', protocol = '', priority = '', address = '', port = '']) => {
        // A name of mDNS is for the browser alone, and port 9 is one that only connects itself.
        if (address.endsWith('.local') || port === '9' || !globalThis.confabTestkitFindRoute) return whole;
        const route = await globalThis.confabTestkitFindRoute(protocol.toLowerCase(), address, Number(port));
        return `${head}${protocol}${priority}${route.address} ${route.port}`;
      }),
    );
    const next = replacements.values();
    return text.replace(CANDIDATE, (whole) => next.next().value ?? whole);
  }

  // A page may hand over candidates right after a description: they must not overtake it.
  const queues = new WeakMap<RTCPeerConnection, Promise<unknown>>();
  const inTurn = <T>(connection: RTCPeerConnection, work: () => Promise<T>): Promise<T> => {
    const done = (queues.get(connection) ?? Promise.resolve()).then(work, work);
    queues.set(connection, done);
    return done;
  };

  // Some browsers have none on a page of plain http.
  if (!globalThis.RTCPeerConnection) return;
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      return inTurn(this, async () => {
        const { type, sdp } = description;
        await super.setRemoteDescription(sdp === undefined ? description : { type, sdp: await reroute(sdp) });
      });
    }
    override addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      return inTurn(this, async () => {
        if (!candidate?.candidate) return super.addIceCandidate(candidate);
        const { sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = candidate;
        const rerouted = await reroute(candidate.candidate);
        return super.addIceCandidate({ candidate: rerouted, sdpMid, sdpMLineIndex, usernameFragment });
      });
    }
  };
}
