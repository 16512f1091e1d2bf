import { PROTOCOL_VERSION, ProtocolError } from '@confab/protocol';

/** Judges parameters that nobody has checked yet. What names no version at all is left to the schema. */
export function assertOurVersion(unchecked: unknown): void {
  if (typeof unchecked !== 'object' || unchecked === null || !Object.hasOwn(unchecked, 'protocolVersion')) return;
  const { protocolVersion } = unchecked as { readonly protocolVersion: unknown };
  if (!Number.isSafeInteger(protocolVersion) || protocolVersion === PROTOCOL_VERSION) return;
  throw new ProtocolError('unsupportedVersion', `this server speaks version ${PROTOCOL_VERSION}`);
}
