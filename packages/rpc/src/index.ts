/** Requests and notifications over any message socket: ids, deadlines, exactly one outcome for each call. */
export * from './AnswerMemory.ts';
export * from './Caller.ts';
export * from './Clock.ts';
export * from './MessageSocket.ts';
export * from './NoAnswerError.ts';
export * from './Responder.ts';
