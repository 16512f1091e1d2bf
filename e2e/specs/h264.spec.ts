import { expect, pageContract } from '@confab/testkit';
import { knowOnlyH264 } from '../support/knowOnlyH264.ts';
import { test } from '../support/test.ts';

test('a device that knows no picture but H264 is seen and heard, and sees another of its kind', async ({
  arrive,
  join,
  room,
  serverUrl,
}) => {
  const enter = async (name: string) => {
    const person = await arrive(name);
    await person.page.addInitScript(knowOnlyH264);
    await person.page.goto(pageContract.roomUrl(serverUrl, room, { name, join: '1', p2p: 'off' }));
    return person;
  };
  const [ada, bob, cleo] = await Promise.all([enter('Ada'), enter('Bob'), join('Cleo')]);
  // Cleo's VP8 is nothing that they could decode: everything else goes on.
  await Promise.all([
    expect(cleo).toSeeExactly([ada, bob]),
    expect(ada).toSeeExactly([bob]),
    expect(bob).toSeeExactly([ada]),
    expect(cleo).toHearExactly([ada, bob]),
    expect(ada).toHearExactly([bob, cleo]),
  ]);
});
