/**
 * What a tier has to work with.
 * @typedef {object} TierContext
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say
 * @property {{ write: (text: string) => unknown } | undefined} terminal for a line that rewrites itself
 * @property {import('../mediasoupPackage.mjs').MediasoupPackage} mediasoup
 * @property {string} cached where the program is kept for the next run
 * @property {(bin: string) => Promise<string | undefined>} faultOf what is wrong with a program
 * @property {AbortSignal} signal aborted when the user wants to stop
 */

/**
 * A proven program, or why this tier has none.
 * @typedef {{ bin: string, how: string } | { reason: string }} Outcome
 */

export {};
