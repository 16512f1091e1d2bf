import { describe } from 'vitest';
import { MemorySessionStore } from './MemorySessionStore.ts';
import { sessionStoreContract } from './testing/sessionStoreContract.ts';

describe('MemorySessionStore', () => {
  sessionStoreContract(() => new MemorySessionStore());
});
