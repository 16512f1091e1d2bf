import type { CallSnapshot } from '@confab/client';
import { useEffect, useState } from 'react';
import type { Text } from '../../text/en.ts';
import { useText } from '../../text/TextContext.ts';
import { Hidden } from '../../ui/Hidden.tsx';
import { useVisit } from '../room/CallContext.ts';

/** Tells screen readers who comes and who goes. */
export function Announcer() {
  const { call: words } = useText();
  const { store } = useVisit();
  const [message, setMessage] = useState('');
  useEffect(
    () =>
      store.subscribe((after, before) => {
        const next = describe(before.peers, after.peers, words);
        if (next !== '') setMessage(next);
      }),
    [store, words],
  );
  return (
    <div role="status">
      <Hidden>{message}</Hidden>
    </div>
  );
}

type Peers = CallSnapshot['peers'];

function describe(before: Peers, after: Peers, words: Text['call']): string {
  if (before === after) return '';
  const joined = namesMissing(after, before);
  const left = namesMissing(before, after);
  return [joined.length > 0 && words.joined(joined), left.length > 0 && words.left(left)].filter(Boolean).join('. ');
}

const namesMissing = (here: Peers, there: Peers): readonly string[] =>
  here.filter(({ peerId }) => !there.some((peer) => peer.peerId === peerId)).map(({ displayName }) => displayName);
