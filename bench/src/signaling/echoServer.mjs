import { WebSocketServer } from 'ws';

// The yardstick: ws and nothing else. What comes in goes out.
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, backlog: 4_096 });
server.on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', (/** @type {Buffer} */ data) => socket.send(data.toString()));
});
server.on('listening', () => {
  const address = server.address();
  process.send?.({ type: 'listening', port: typeof address === 'object' ? address?.port : undefined });
});
process.on('disconnect', () => process.exit());
