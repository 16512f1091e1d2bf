/** The part of the app that makes calls, mediasoup-client and all. Asking twice loads it once. */
export async function loadRoom() {
  // Schemas decide when they are made whether they may use eval, which our CSP forbids. Awaited: bundlers may order what
  // is imported together as they like. The first page has no schemas.
  await import('@confab/protocol/jitless');
  return import('../features/room/LiveRoom.tsx');
}
