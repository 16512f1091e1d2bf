import { testControlContract } from '@confab/protocol/control/testing';
import { FakeSfu } from './FakeSfu.ts';

testControlContract('the fake sfu', async () => {
  const sfu = new FakeSfu();
  return { call: (method, params) => sfu.call(method, params), close: () => Promise.resolve() };
});
