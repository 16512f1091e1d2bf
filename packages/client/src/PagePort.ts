/** What a call needs to know of the page around it. */
export type PagePort = {
  /** Why calls cannot work here at all; undefined when they can. */
  obstacle(): 'noWebRtc' | 'insecureContext' | undefined;
  /** What the browser calls itself. */
  userAgent(): string;
  /** Somebody may be looking at it. */
  isVisible(): boolean;
  /** The page became visible or the machine came online: a good moment to try again. */
  onWake(listener: () => void): () => void;
  /** The page goes away for good. */
  onGone(listener: () => void): () => void;
};
