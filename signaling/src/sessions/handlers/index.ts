/** What a session that holds a seat may ask, one file for each request. */
export { caption, react, sendChat, setHand } from './chat.ts';
export { allowDirect } from './allowDirect.ts';
export { closeSource } from './closeSource.ts';
export { connectTransport } from './connectTransport.ts';
export { renewConsumers, reportUnheard } from './healing.ts';
export { giveUpDirect } from './giveUpDirect.ts';
export { leave } from './leave.ts';
export { moderate } from './moderate.ts';
export { produce } from './produce.ts';
export { restartIce } from './restartIce.ts';
export { resumeConsumers } from './resumeConsumers.ts';
export { setMuted } from './setMuted.ts';
export { setShown } from './setShown.ts';
export { signal } from './signal.ts';
export { startReceiving } from './startReceiving.ts';
