import type { MediaKind } from '@confab/protocol';

type Told = (kind: MediaKind) => void;

/** Tells of every permission that is given from now on. Where a browser does not say, the buttons try again all the same. */
export function watchPermissions(permissions: Pick<Permissions, 'query'> | undefined, told: Told): () => void {
  const ends = new AbortController();
  for (const [name, kind] of names) void watch(permissions, { name, told: () => told(kind), signal: ends.signal });
  return () => ends.abort();
}

type Watched = {
  readonly name: PermissionName;
  readonly told: () => void;
  readonly signal: AbortSignal;
};

async function watch(permissions: Pick<Permissions, 'query'> | undefined, { name, told, signal }: Watched) {
  // Older browsers refuse to be asked about devices.
  const status = await permissions?.query({ name }).catch(() => undefined);
  status?.addEventListener('change', () => status.state === 'granted' && told(), { signal });
}

/** Permissions, section 5: the names of Media Capture and Streams, section 12. */
const names: readonly (readonly [PermissionName, MediaKind])[] = [
  ['microphone', 'audio'],
  ['camera', 'video'],
];
