/** What tests of anything that speaks over a socket need: two hand-flushed ends and a clock that stands still. */
export * from './createSocketPair.ts';
export * from './FakeClock.ts';
