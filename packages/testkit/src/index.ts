/** Playwright fixtures for multi-peer calls: who hears and sees whom, proven with a tone and a face for each person. */
export { expect, expectFullCall } from './expect.ts';
export type { PastOptions, SightOptions, WaitOptions } from './expect.ts';
export { test } from './fixtures.ts';
export type { ArriveOptions, CallFixtures, JoinOptions, PeopleOf } from './fixtures.ts';
export type { Identity } from './Identity.ts';
export type { DeviceCondition } from './page/installDevices.ts';
export type { Report, Sight, Sound } from './page/installMeters.ts';
export { pageContract } from './pageContract.ts';
export { Person } from './Person.ts';
export type { SignalingTap } from './SignalingTap.ts';
