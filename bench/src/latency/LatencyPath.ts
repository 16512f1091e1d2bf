/** How the pictures come. */
export const latencyPaths = ['sfu', 'direct'] as const;
export type LatencyPath = (typeof latencyPaths)[number];
