import { useEffect, useState } from 'react';
import { useText } from '../../text/TextContext.ts';
import { Hidden } from '../../ui/Hidden.tsx';
import { useVisit } from '../room/CallContext.ts';
import { describeNews } from './describeNews.ts';

/** Tells screen readers what others see happen. */
export function Announcer() {
  const { news } = useText();
  const { store } = useVisit();
  const [message, setMessage] = useState('');
  useEffect(
    () =>
      store.subscribe((after, before) => {
        const next = describeNews(before, after, news);
        if (next !== '') setMessage(next);
      }),
    [store, news],
  );
  return (
    <div role="log" aria-live="polite">
      <Hidden>{message}</Hidden>
    </div>
  );
}
