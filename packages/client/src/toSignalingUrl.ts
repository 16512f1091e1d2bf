/** Where the server that gave out a page listens for calls: the same host, `ws:` or `wss:` as the page is `http:` or `https:`. */
export const toSignalingUrl = ({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string =>
  `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`;
