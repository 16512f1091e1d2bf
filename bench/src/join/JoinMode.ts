/** How much is done before the click. `request by request`: nothing, and each step waits for the one before. */
export const joinModes = ['hot', 'warm', 'cold', 'request by request'] as const;
export type JoinMode = (typeof joinModes)[number];
