/** What is chosen as a background may be a photograph of any size; what is kept of it is as large as a picture that is sent. */
export async function shrinkImage(file: Blob): Promise<Blob> {
  if (file.size > MAX_IMAGE_MB * 1_000_000) throw new ImageError('tooLarge');
  const image = await createImageBitmap(file).catch(() => {
    throw new ImageError('unreadable');
  });
  const scale = Math.min(1, MAX_WIDTH / image.width, MAX_HEIGHT / image.height);
  const canvas = new OffscreenCanvas(Math.ceil(image.width * scale), Math.ceil(image.height * scale));
  canvas.getContext('2d', { alpha: false })?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}

/** It cannot be taken. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly fault: 'tooLarge' | 'unreadable';

  constructor(fault: ImageError['fault']) {
    super(fault);
    this.fault = fault;
  }
}

/** More than any camera's photograph, and little enough to be decoded at once. */
export const MAX_IMAGE_MB = 20;
/** Twice as wide as high enough: it is cut to the shape of what is sent. */
const [MAX_WIDTH, MAX_HEIGHT] = [1920, 1080];
