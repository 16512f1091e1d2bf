/** The contract between signaling and sfu. It travels in the same envelope as the client's. */
export * from './facts.ts';
export * from './requests.ts';

/** Where the sfu listens for signaling. The upgrade carries `Authorization: Bearer <SFU_SECRET>`. */
export const CONTROL_PATH = '/control';
