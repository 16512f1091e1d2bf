/** What holds for everything that speaks the control contract as an sfu, be it real or made for tests. */
export * from './testControlContract.ts';
