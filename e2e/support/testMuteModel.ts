import type { Person } from '@confab/testkit';
import { expect, seededRandom } from '@confab/testkit';
import { muteForGood } from './muteForGood.ts';
import { test } from './test.ts';

/** What may happen, to whom it may happen, one after the other in an order that the seed says. */
const actions = ['mute', 'unmute', 'hostMutes', 'changeDevice', 'cut', 'mend', 'come', 'go'] as const;
type Action = (typeof actions)[number];

type Model = { muted: Set<Person>; cut: Set<Person>; isThirdHere: boolean };

/** Adds a test in which so much happens; after each step every remote's ears agree with every button. */
export function testMuteModel({ seed, steps }: { readonly seed: number; readonly steps: number }): void {
  test(`[MU4] [ST4] [TO8] whatever happens, every remote hears what every button says (seed ${seed})`, async ({
    join,
  }) => {
    test.setTimeout(240_000 + steps * 20_000);
    const random = seededRandom(seed);
    const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)];
    const ada = await join('Ada', { signaling: 'tapped' });
    const bob = await join('Bob', { signaling: 'tapped' });
    const cleo = await join('Cleo');
    const model: Model = { muted: new Set(), cut: new Set(), isThirdHere: true };
    const here = () => (model.isThirdHere ? [ada, bob, cleo] : [ada, bob]);
    await expectAgreement(here(), model);

    for (let step = 1; step <= steps; step += 1) {
      const action = pick(actions.filter((one) => whoCan(one, model, { here: here(), tapped: [ada, bob] }).length > 0));
      const who = action && pick(whoCan(action, model, { here: here(), tapped: [ada, bob] }));
      if (!action || !who) continue;
      await test.step(`${step}: ${who.name} ${action}`, async () => {
        const expectNothingSent = await act(action, who, model);
        await expectAgreement(here(), model);
        await expectNothingSent?.();
      });
    }
  });
}

type Cast = { readonly here: readonly Person[]; readonly tapped: readonly Person[] };

function whoCan(action: Action, { muted, cut, isThirdHere }: Model, { here, tapped }: Cast): readonly Person[] {
  const third = here.filter((one) => !tapped.includes(one));
  switch (action) {
    case 'mute':
      return here.filter((one) => !muted.has(one));
    // Only the room unmutes, so only who reaches it can be.
    case 'unmute':
      return here.filter((one) => muted.has(one) && !cut.has(one));
    // Ada came first, and is the host.
    case 'hostMutes':
      return tapped.some((one) => cut.has(one)) ? [] : here.filter((one) => one !== tapped[0] && !muted.has(one));
    case 'changeDevice':
      return here;
    case 'cut':
      return tapped.filter((one) => !cut.has(one));
    case 'mend':
      return [...cut];
    case 'come':
      return isThirdHere ? [] : tapped.slice(0, 1);
    case 'go':
      return isThirdHere ? third : [];
  }
}

/** What it returns holds once the others agree. */
async function act(action: Action, who: Person, model: Model): Promise<(() => Promise<void>) | void> {
  const third = who.everyone.find(({ name }) => name === 'Cleo') ?? who;
  switch (action) {
    case 'mute':
      model.muted.add(who);
      return muteForGood(who);
    case 'unmute':
      model.muted.delete(who);
      return who.press('Unmute');
    case 'hostMutes':
      model.muted.add(who);
      return muteAsHost(who.everyone.find(({ name }) => name === 'Ada') ?? who, who);
    case 'changeDevice':
      return changeMicrophone(who);
    case 'cut':
      model.cut.add(who);
      await who.signaling.cut();
      return expect(who.main).toHaveAttribute('data-signaling', 'reconnecting');
    case 'mend':
      model.cut.delete(who);
      who.signaling.mend();
      return expect(who.main).toHaveAttribute('data-signaling', 'connected');
    case 'come':
      model.isThirdHere = true;
      await third.press('Rejoin');
      return expect(third.main).toHaveAttribute('data-state', 'in-call');
    case 'go':
      model.isThirdHere = false;
      await third.press('Leave');
      return expect(third.main).toHaveAttribute('data-state', 'left');
  }
}

async function muteAsHost(host: Person, who: Person): Promise<void> {
  for (const button of ['People', `Actions for ${who.name}`, `Mute ${who.name}`, 'Close people'])
    await host.press(button);
}

/** To the other one of the two that everyone has. */
async function changeMicrophone(person: Person): Promise<void> {
  const { page } = person;
  await person.press('Settings');
  const list = page.getByRole('dialog', { name: 'Settings' }).getByRole('combobox', { name: 'Microphone' });
  const values = await list
    .getByRole('option')
    .evaluateAll((all: HTMLOptionElement[]) => all.map(({ value }) => value));
  const current = await list.inputValue();
  await list.selectOption(values.find((value) => value !== current) ?? current);
  await page.keyboard.press('Escape');
}

/**
 * Everyone's button, everyone's tile, everyone's ears. Who is cut from the room does not yet know who has come, what others
 * pressed meanwhile, nor do others know of them; what is heard holds at once, and for those who can know each other.
 */
async function expectAgreement(here: readonly Person[], { muted, cut }: Model): Promise<void> {
  for (const one of here) {
    await expect(one.page.getByRole('button', { name: muted.has(one) ? 'Unmute' : 'Mute', exact: true })).toBeVisible();
  }
  const knowing = here.filter((one) => !cut.has(one));
  await Promise.all([
    ...here.flatMap((one) =>
      here.filter((of) => of !== one && muted.has(of)).map((of) => expect(of).toBeSilentFor(one)),
    ),
    ...knowing.map((one) => {
      const others = knowing.filter((of) => of !== one);
      return Promise.all([
        ...others.filter((of) => muted.has(of)).map((of) => expect(of).toBeMutedFor(one)),
        ...others.filter((of) => !muted.has(of)).map((of) => expect(one).toHear(of)),
      ]);
    }),
  ]);
}
