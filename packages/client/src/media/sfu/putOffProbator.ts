import type { types } from 'mediasoup-client';

/** What is consumed under this id is the probator, whatever else is said of it. */
export const PROBATOR_ID = 'late-probator';

/**
 * To find out how much a line carries the worker sends packets that carry nothing, of an ssrc that a browser has to be told
 * of. mediasoup-client negotiates that by itself, right behind the first picture: just when everything else is set up, too.
 * With handlers made here it waits until somebody consumes `PROBATOR_ID`.
 */
export function putOffProbator(handlers: types.HandlerFactory): types.HandlerFactory {
  const factory = (options: types.HandlerOptions) => {
    const handler = handlers.factory(options);
    const receive = handler.receive.bind(handler);
    let putOff: types.HandlerReceiveOptions[] = [];
    handler.receive = async (streams) => {
      if (streams.some(({ trackId }) => trackId === 'probator')) {
        putOff = streams;
        return [];
      }
      return receive(streams.flatMap((stream) => (stream.trackId === PROBATOR_ID ? putOff : [stream])));
    };
    return handler;
  };
  return { ...handlers, factory };
}
