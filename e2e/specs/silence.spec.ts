import { expect } from '@confab/testkit';
import { expectSilenceUnsent } from '../support/expectSilenceUnsent.ts';
import { test } from '../support/test.ts';

test('silence is not sent, neither directly nor by way of the sfu', async ({ people, join }) => {
  const [ada, bob] = await people('Ada', 'Bob');
  await expect(ada.main).toHaveAttribute('data-topology', 'p2p');
  await expectSilenceUnsent(ada, bob, [ada, bob]);
  // They are silent still: it is her voice that goes up, and comes down.
  const cleo = await join('Cleo');
  for (const person of [ada, bob, cleo]) await expect(person.main).toHaveAttribute('data-topology', 'sfu');
  await expectSilenceUnsent(cleo, ada, [ada, bob, cleo]);
});
