/**
 * What all connections of this page are known by, so that an sfu that takes the place of a lost one can expect it before the
 * page says so (ME10). A browser makes one for each connection otherwise.
 */
export class OwnCertificate {
  #current: Promise<RTCCertificate> | undefined;

  /** For `RTCConfiguration.certificates`. Undefined where the browser has none to give: it makes its own then. */
  async take(): Promise<RTCCertificate[] | undefined> {
    try {
      const known = await this.#current;
      if (known && known.expires - Date.now() > RENEW_BEFORE_MS) return [known];
      this.#current = RTCPeerConnection.generateCertificate({
        name: 'ECDSA',
        namedCurve: 'P-256',
      } as AlgorithmIdentifier);
      return [await this.#current];
    } catch {
      this.#current = undefined;
      return undefined;
    }
  }
}

/** A connection cannot be made with one that has expired; browsers make them for 30 days. */
const RENEW_BEFORE_MS = 24 * 3_600_000;
