/** In front if somebody is, else who speaks, else the first of the others, else oneself. */
const inOrder = ['[data-part="main"]', '[data-speaking="true"]', '[data-part="grid"]', ''];

/** Puts one picture of the call above all windows, or takes it back. Nothing happens where there is no picture. */
export async function togglePictureInPicture(): Promise<void> {
  if (document.pictureInPictureElement) return document.exitPictureInPicture();
  for (const condition of inOrder) {
    const video = document.querySelector<HTMLVideoElement>(`[role="group"]${condition} video`);
    if (!video || video.readyState === HTMLMediaElement.HAVE_NOTHING) continue;
    await video.requestPictureInPicture();
    return;
  }
}
