/** Starts an element that is to play by itself, to learn whether the browser lets it. */
export function playAudio(audio: Pick<HTMLAudioElement, 'play'>, onBlocked: () => void): void {
  audio.play().catch((cause: unknown) => {
    // Anything else, such as AbortError, says that the track was exchanged meanwhile.
    if (cause instanceof DOMException && cause.name === 'NotAllowedError') onBlocked();
  });
}
