/** The contract between clients and signaling. The rules are numbered in SPEC.md beside this package. */
export * from './chat.ts';
export * from './closeCodes.ts';
export * from './contract.ts';
export * from './direct.ts';
export * from './envelope.ts';
export * from './errorCodes.ts';
export * from './events.ts';
export * from './ids.ts';
export * from './limits.ts';
export * from './media.ts';
export * from './memo.ts';
export * from './moderation.ts';
export * from './notifications.ts';
export * from './requests.ts';
export * from './roles.ts';
export * from './room.ts';
export * from './seat.ts';
