import { expectFullCall } from '@confab/testkit';
import { test } from '../support/test.ts';

test('[HE3] a stream that never began to flow, while everyone believes it does, is noticed and healed', async ({
  join,
}) => {
  const ada = await join('Ada');
  const bob = await join('Bob', { signaling: 'tapped' });
  await expectFullCall([ada, bob]);
  // Bob confirms Cleo's two streams, and nobody hears of it: the sfu keeps them paused.
  bob.signaling.swallow('resumeConsumers', 2);
  const cleo = await join('Cleo');
  await expectFullCall([ada, bob, cleo]);
});
