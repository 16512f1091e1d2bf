/** What tabs say to each other. */
export type TabMessage = { readonly tabId: string } & (
  | { readonly kind: 'hello' }
  | { readonly kind: 'here'; readonly name: string; readonly sinceMs: number }
  | { readonly kind: 'gone'; readonly to: string | undefined; readonly isMicrophoneWanted: boolean | undefined }
  | { readonly kind: 'takeOver'; readonly to: string }
);

/** Another tab may run another version of us, or something else altogether. */
export function parseTabMessage(value: unknown): TabMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { tabId, kind, name, sinceMs, to, isMicrophoneWanted } = value as Readonly<Record<string, unknown>>;
  if (typeof tabId !== 'string') return undefined;
  if (kind === 'hello') return { tabId, kind };
  if (kind === 'here' && typeof name === 'string' && typeof sinceMs === 'number') return { tabId, kind, name, sinceMs };
  if (kind === 'takeOver' && typeof to === 'string') return { tabId, kind, to };
  if (kind !== 'gone') return undefined;
  return {
    tabId,
    kind,
    to: typeof to === 'string' ? to : undefined,
    isMicrophoneWanted: typeof isMicrophoneWanted === 'boolean' ? isMicrophoneWanted : undefined,
  };
}
