import { createHash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config.ts';

/** Judges an Authorization header. Where tokens are required and no key is set, nobody has one that fits. */
export function createKeyCheck({
  apiKey,
  requiresToken,
}: Pick<Config, 'apiKey' | 'requiresToken'>): (authorization: string | undefined) => boolean {
  if (apiKey === undefined) return () => !requiresToken;
  const wanted = hash(apiKey);
  return (authorization = '') => timingSafeEqual(wanted, hash(/^bearer +(.*)$/i.exec(authorization)?.[1] ?? ''));
}

/** Of equal length, whatever was sent. */
const hash = (text: string) => createHash('sha256').update(text).digest();
