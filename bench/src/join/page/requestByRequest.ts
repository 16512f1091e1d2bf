import type { BrowserPorts } from '@confab/client';

/**
 * A join as most applications of this kind have it, made of ours: each thing that we are sent unasked costs a request and
 * its answer here (the router's capabilities, either transport, and the word that the transport is connected).
 */
export function requestByRequest(load: BrowserPorts['loadEngine']): BrowserPorts['loadEngine'] {
  return async () => {
    const create = await load();
    return async (options) => {
      for (const _ of ['capabilities', 'send transport', 'receive transport']) await options.ask('ping', {});
      const engine = await create(options);
      const receive = engine.receive.bind(engine);
      engine.receive = async (offers) => {
        await options.ask('ping', {});
        return receive(offers);
      };
      return engine;
    };
  };
}
