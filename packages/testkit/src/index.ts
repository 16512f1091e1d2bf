/** Playwright fixtures for multi-peer calls: who hears and sees whom, proven with a tone and a face for each person. */
export { expect } from './expect.ts';
export type { SightOptions, WaitOptions } from './expect.ts';
export { joinAll, test } from './fixtures.ts';
export type { CallFixtures, Join, JoinOptions } from './fixtures.ts';
export type { Identity } from './Identity.ts';
export type { DeviceCondition } from './page/installIdentity.ts';
export type { Moment, Sight, Sound } from './page/installMeters.ts';
export { pageContract } from './pageContract.ts';
export { Person } from './Person.ts';
export type { PageState } from './Person.ts';
