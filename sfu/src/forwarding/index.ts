/** What need not be forwarded (FW): the rules, without mediasoup. */
export * from './isLowered.ts';
export * from './layers.ts';
export * from './Demand.ts';
export * from './SteadyTop.ts';
export * from './stepLoudest.ts';
