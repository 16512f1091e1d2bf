/** Marks a message as ours, and says which version of this file wrote it. */
export const PROTOCOL = 'confab.embed.1';

/** What the page around may ask of the call. `hello` asks for the state now. */
export type EmbedCommand =
  | { readonly type: 'hello' }
  | { readonly type: 'join'; readonly displayName?: string }
  | { readonly type: 'leave' }
  | { readonly type: 'setMicrophone'; readonly on: boolean }
  | { readonly type: 'setCamera'; readonly on: boolean };

/**
 * What the call tells the page around. `ready`: it listens from now on, and waits for a `hello`; any page may know. `state`:
 * the whole of it, whenever a part has changed, to the origin that has said something.
 */
export type EmbedFact = { readonly type: 'ready' } | { readonly type: 'state'; readonly state: EmbedState };

export type EmbedState = {
  readonly call: 'lobby' | 'joining' | 'waiting' | 'in-call' | 'left' | 'error';
  /** What the others hear and see, not what was asked for. */
  readonly microphone: 'on' | 'off';
  readonly camera: 'on' | 'off';
  /** The others, in the order in which they came. */
  readonly participants: readonly EmbedParticipant[];
};

export type EmbedParticipant = { readonly id: string; readonly name: string; readonly muted: boolean };

const calls = ['lobby', 'joining', 'waiting', 'in-call', 'left', 'error'] as const;
const MOST_NAME = 256;

/** Undefined for whatever is not exactly a command: any window may post anything. */
export function parseCommand(data: unknown): EmbedCommand | undefined {
  const message = unwrap(data);
  if (!message) return undefined;
  const { type, displayName, on } = message;
  switch (type) {
    case 'hello':
    case 'leave':
      return { type };
    case 'join':
      if (displayName === undefined) return { type };
      return typeof displayName === 'string' && displayName.length <= MOST_NAME ? { type, displayName } : undefined;
    case 'setMicrophone':
    case 'setCamera':
      return typeof on === 'boolean' ? { type, on } : undefined;
    default:
      return undefined;
  }
}

/** Undefined for whatever is not exactly a fact. */
export function parseFact(data: unknown): EmbedFact | undefined {
  const message = unwrap(data);
  if (message?.['type'] === 'ready') return { type: 'ready' };
  const state = message?.['type'] === 'state' ? toRecord(message['state']) : undefined;
  if (!state) return undefined;
  const call = calls.find((one) => one === state['call']);
  const [microphone, camera] = [parseSwitch(state['microphone']), parseSwitch(state['camera'])];
  const participants = parseParticipants(state['participants']);
  if (!call || !microphone || !camera || !participants) return undefined;
  return { type: 'state', state: { call, microphone, camera, participants } };
}

function parseParticipants(value: unknown): readonly EmbedParticipant[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.flatMap((one: unknown) => {
    const { id, name, muted } = toRecord(one) ?? {};
    return typeof id === 'string' && typeof name === 'string' && typeof muted === 'boolean'
      ? [{ id, name, muted }]
      : [];
  });
  return found.length === value.length ? found : undefined;
}

const parseSwitch = (value: unknown): 'on' | 'off' | undefined =>
  value === 'on' || value === 'off' ? value : undefined;

function unwrap(data: unknown): Readonly<Record<string, unknown>> | undefined {
  const message = toRecord(data);
  return message?.['confab'] === PROTOCOL ? message : undefined;
}

const toRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
