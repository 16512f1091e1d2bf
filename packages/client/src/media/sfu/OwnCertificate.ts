/**
 * What all connections of this page are known by, so that an sfu that takes the place of a lost one can expect it before the
 * page says so (ME10). A browser makes one for each connection otherwise.
 */
export class OwnCertificate {
  #current: Promise<RTCCertificate | undefined> = Promise.resolve(undefined);

  /** For `RTCConfiguration.certificates`. Undefined where the browser has none to give: it makes its own then. */
  async take(): Promise<RTCCertificate[] | undefined> {
    // One after the other: who asks meanwhile is given the same.
    this.#current = this.#current
      .then((known) => (known && isFresh(known) ? known : RTCPeerConnection.generateCertificate(ALGORITHM)))
      .catch(() => undefined);
    const certificate = await this.#current;
    return certificate && [certificate];
  }
}

const isFresh = ({ expires }: RTCCertificate): boolean => expires - Date.now() > RENEW_BEFORE_MS;

/** A connection cannot be made with one that has expired; browsers make them for 30 days. */
const RENEW_BEFORE_MS = 24 * 3_600_000;
/** As browsers make them by themselves (RFC 8827, section 6.5). */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
