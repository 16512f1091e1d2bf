import { parseFact, PROTOCOL, type EmbedState } from '@confab/embed';
import { afterEach, expect, it } from 'vitest';
import { FakeCallSession } from '../src/dev/FakeCallSession.ts';
import { Visit } from '../src/features/room/Visit.ts';
import { followParent } from '../src/features/embed/followParent.ts';
import { plainCall } from './openCall.tsx';

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** A page around the call: a window of its own, of the same origin. */
function embed() {
  const around = document.body.appendChild(document.createElement('iframe'));
  const parent = around.contentWindow;
  if (!parent) throw new Error('a frame has a window');
  const heard: EmbedState[] = [];
  const ready = { count: 0 };
  parent.addEventListener('message', ({ data }) => {
    const fact = parseFact(data);
    if (fact?.type === 'state') heard.push(fact.state);
    if (fact?.type === 'ready') ready.count++;
  });
  const session = new FakeCallSession({ ...plainCall, others: 2 });
  const visit = new Visit({ roomId: 'scripted', session, joinsAtOnce: false });
  const letGo = visit.hold();
  const stop = followParent(visit, { parent });
  endings.push(stop, letGo, () => around.remove());
  const say = (message: object, source: Window = parent) =>
    dispatchEvent(
      new MessageEvent('message', { data: { confab: PROTOCOL, ...message }, origin: location.origin, source }),
    );
  return { session, heard, ready, say };
}

it('tells the page around nothing before it is asked, and then every change of state', async () => {
  const { session, heard, ready, say } = embed();
  await session.setMicrophone(true);
  await expect.poll(() => ready.count).toBe(1);
  expect(heard).toEqual([]);
  say({ type: 'hello' });
  await expect.poll(() => heard.at(-1)).toMatchObject({ call: 'lobby', microphone: 'on', participants: [] });
  say({ type: 'join', displayName: ' Grace ' });
  await expect.poll(() => heard.at(-1)?.call).toBe('in-call');
  expect(session.getSnapshot().self.displayName).toBe('Grace');
  expect(heard.at(-1)?.participants.map(({ name, muted }) => [name, muted])).toEqual([
    ['Grace Hopper', false],
    ['Bob', false],
  ]);
  say({ type: 'setMicrophone', on: false });
  await expect.poll(() => heard.at(-1)?.microphone).toBe('off');
  say({ type: 'leave' });
  await expect.poll(() => heard.at(-1)?.call).toBe('left');
});

it('does nothing for other windows, nor for what is no command', async () => {
  const { session, heard, say } = embed();
  say({ type: 'join', displayName: 'Mallory' }, window);
  say({ type: 'setMicrophone', on: 'yes' });
  say({ type: 'join', displayName: '\u0000' });
  say({ type: 'hello' });
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  expect(session.getSnapshot()).toMatchObject({ state: 'lobby', self: { displayName: 'Ada' } });
});
