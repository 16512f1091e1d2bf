declare global {
  interface Navigator {
    /** In browsers made of Chromium only: https://wicg.github.io/ua-client-hints/ */
    readonly userAgentData?: { readonly brands: readonly { readonly brand: string }[] };
  }
}

/**
 * Whether a picture stands still while its track is exchanged, and goes on with the next one. Nothing but having seen it tells:
 * Firefox goes black without a track, and shows no other one while it has the first; Safari was not looked at.
 */
export const canPlayInPlace = (): boolean =>
  navigator.userAgentData?.brands.some(({ brand }) => brand === 'Chromium') ?? false;

/**
 * The next track goes into the stream that the element plays already, for another stream begins anew, black. Added first: a
 * stream without a track is at its end.
 */
export function playInPlace(element: HTMLMediaElement, track: MediaStreamTrack): void {
  const { srcObject } = element;
  if (!(srcObject instanceof MediaStream)) {
    element.srcObject = new MediaStream([track]);
    return;
  }
  srcObject.addTrack(track);
  for (const one of srcObject.getTracks()) if (one !== track) srcObject.removeTrack(one);
}
