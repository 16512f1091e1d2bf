import type { CallSnapshot } from '@confab/client';
import { useEffect } from 'react';
import { useText } from '../../../text/TextContext.ts';
import { useCall, useVisit } from '../../room/CallContext.ts';
import { ChatComposer } from './ChatComposer.tsx';
import styles from './ChatPanel.module.css';
import { toChatParts } from './toChatParts.ts';
import { useEndInView } from './useEndInView.ts';

type Entry = CallSnapshot['chat'][number];

/** What was written, and a line to write on. */
export function ChatPanel() {
  const { chat: words } = useText();
  const visit = useVisit();
  const chat = useCall((call) => call.chat);
  const lastId = chat.at(-1)?.id;
  useEffect(() => visit.view.setState({ lastReadId: lastId }), [visit, lastId]);
  return (
    <>
      {chat.length === 0 ? <p className={styles.empty}>{words.empty}</p> : <Messages chat={chat} />}
      <ChatComposer />
    </>
  );
}

function Messages({ chat }: { readonly chat: readonly Entry[] }) {
  const { chat: words } = useText();
  const { list, noteEnd } = useEndInView(chat);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard scrolls it
    <ul ref={list} className={styles.messages} aria-label={words.messages} tabIndex={0} onScroll={noteEnd}>
      {chat.map((entry, index) => (
        <Message key={entry.id} entry={entry} isFollowing={isFollowing(chat[index - 1], entry)} />
      ))}
    </ul>
  );
}

/** One after the other by the same person: said once who it is. */
const isFollowing = (before: Entry | undefined, entry: Entry): boolean =>
  before !== undefined && before.peerId === entry.peerId && entry.at - before.at < TOGETHER_MS;

const TOGETHER_MS = 3 * 60_000;

function Message({ entry, isFollowing: isSame }: { readonly entry: Entry; readonly isFollowing: boolean }) {
  const { chat: words } = useText();
  const { displayName, text, at, isOwn, state } = entry;
  return (
    <li className={styles.message} data-own={isOwn} data-same={isSame}>
      {!isSame && (
        <p className={styles.sender}>
          <bdi className={styles.name}>{isOwn ? words.you : displayName}</bdi>
          <time dateTime={new Date(at).toISOString()}>
            {new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })}
          </time>
        </p>
      )}
      <p className={styles.text} dir="auto">
        {toChatParts(text).map(({ text: part, href }, index) =>
          href === undefined ? (
            part
          ) : (
            <a key={`${index}:${href}`} href={href} target="_blank" rel="noopener noreferrer">
              {part}
            </a>
          ),
        )}
      </p>
      {state !== 'sent' && <p className={styles.state}>{state === 'failed' ? words.failed : words.sending}</p>}
    </li>
  );
}
