import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openCall } from './openCall.tsx';

afterEach(() => page.viewport(1280, 800));

const messages = page.getByRole('list', { name: 'Messages' });
const belowTheEnd = () => {
  const { scrollHeight, scrollTop, clientHeight } = messages.element();
  return Math.round(scrollHeight - scrollTop - clientHeight);
};

/** A panel with more in it than fits. */
async function openLongChat() {
  await page.viewport(390, 844);
  const { session } = openCall({ view: { panel: 'chat' } });
  await expect.element(page.getByRole('complementary')).toBeVisible();
  for (let index = 0; index < 30; index++)
    session.sendChat(`Line ${index}. ${'A sentence of some length. '.repeat(8)}`);
  await expect.element(page.getByText('Line 29.')).toBeInViewport();
  await expect.poll(belowTheEnd).toBe(0);
  return session;
}

it('keeps the newest message in view when the keyboard of a phone takes half of the screen, and when it goes', async () => {
  await openLongChat();
  await page.viewport(390, 440);
  await expect.poll(belowTheEnd).toBe(0);
  await expect.element(page.getByText('Line 29.')).toBeInViewport();
  await page.viewport(390, 844);
  await expect.poll(belowTheEnd).toBe(0);
  await page.viewport(700, 390);
  await expect.poll(belowTheEnd).toBe(0);
});

it('leaves whoever reads further up there, whatever comes and however high it is', async () => {
  const session = await openLongChat();
  messages.element().scrollTo({ top: 0 });
  await expect.element(page.getByText('Line 0.')).toBeInViewport();
  await page.viewport(390, 440);
  session.sendChat('And one more');
  await expect.element(page.getByText('And one more')).toBeInTheDocument();
  await expect.element(page.getByText('Line 0.')).toBeInViewport();
  expect(belowTheEnd()).toBeGreaterThan(100);
});

it('shows the whole of a long message that comes while the reader is at the end', async () => {
  const session = await openLongChat();
  session.sendChat(`The longest. ${'A sentence of some length. '.repeat(40)}`);
  await expect.element(page.getByText('The longest.')).toBeInTheDocument();
  await expect.poll(() => messages.element().lastElementChild?.getBoundingClientRect().height).toBeGreaterThan(300);
  await expect.poll(belowTheEnd).toBe(0);
});

it('keeps the end in view when it is told of a scroll in the moment in which the list becomes lower', async () => {
  await openLongChat();
  const list = messages.element();
  if (!(list instanceof HTMLElement)) throw new Error('a list is an element of HTML');
  list.style.flex = '0 0 200px';
  list.dispatchEvent(new Event('scroll'));
  await expect.poll(() => [list.clientHeight, belowTheEnd()]).toEqual([200, 0]);
});

it('stays open when Enter is pressed in the same instant, and what is typed then is no key of the call', async () => {
  const { session } = openCall();
  const button = page.getByRole('button', { name: 'Chat', exact: true });
  await expect.element(button).toBeVisible();
  const element = button.element();
  if (!(element instanceof HTMLElement)) throw new Error('a button is an element of HTML');
  element.focus();
  element.click();
  // As soon as a key can be pressed: nothing can have been loaded meanwhile.
  await Promise.resolve();
  expect(element).not.toBe(document.activeElement);
  await userEvent.keyboard('{Enter}');
  const line = page.getByRole('textbox', { name: 'Message to everyone' });
  await expect.element(line).toHaveFocus();
  await userEvent.keyboard('mvd');
  await expect.element(line).toHaveValue('mvd');
  expect(session.getSnapshot().self).toMatchObject({ microphone: { wanted: true }, camera: { wanted: true } });
  await userEvent.keyboard('{Escape}');
  await expect.element(button).toHaveFocus();
  await expect.element(line).not.toBeInTheDocument();
});
