import * as ortc from 'mediasoup-client/ortc';
import type { types } from 'mediasoup-client';

type Receiving = Pick<types.HandlerInterface, 'receive'>;

/**
 * The sfu finds out how much a line takes with packets of no picture, which a receiver has to know of (RTP probation).
 * mediasoup-client negotiates that by itself, right after the first picture, when a page has the most to do; with this both
 * are one negotiation.
 */
export function receiveWithProbator(handler: Receiving): void {
  const receive = handler.receive.bind(handler);
  let probator: types.HandlerReceiveResult | undefined;
  handler.receive = async (options) => {
    if (probator && options.every(({ trackId }) => trackId === PROBATOR)) return [probator];
    const picture = probator ? undefined : options.find(({ kind }) => kind === 'video');
    if (!picture) return receive(options);
    const rtpParameters = ortc.generateProbatorRtpParameters(picture.rtpParameters);
    const received = await receive([...options, { trackId: PROBATOR, kind: 'video', rtpParameters }]);
    probator = received.at(-1);
    return received.slice(0, -1);
  };
}

/** mediasoup-client's own name for it. */
const PROBATOR = 'probator';
