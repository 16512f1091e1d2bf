import { useRef, useState, type SubmitEvent } from 'react';
import { useLocation } from 'wouter';
import { hideToken } from '../../app/hideToken.ts';
import { useText } from '../../text/TextContext.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import styles from './LandingPage.module.css';
import { parseMeetingLink } from './parseMeetingLink.ts';

/** For those who were sent a code or a link. */
export function JoinForm() {
  const { landing } = useText();
  const [, navigate] = useLocation();
  const [value, setValue] = useState('');
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const link = parseMeetingLink(value, location.origin);
    if (link?.kind === 'elsewhere') return location.assign(link.url);
    if (link?.kind === 'here') {
      const { path, state } = hideToken(link.path);
      return navigate(path, { state });
    }
    setFault(value.trim() === '' ? landing.codeNeeded : landing.codeUnknown);
    field.current?.focus();
  };

  const change = (next: string) => {
    setValue(next);
    setFault(undefined);
  };

  return (
    <form className={styles.join} onSubmit={submit} noValidate>
      <TextField label={landing.codeOrLink} value={value} onChange={change} fault={fault} ref={field} />
      <Button type="submit">{landing.join}</Button>
    </form>
  );
}
