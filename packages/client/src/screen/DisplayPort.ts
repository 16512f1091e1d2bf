/** Whatever the person shows of the screen: a tab, a window, or all of it. */
export type DisplayPort = {
  /** Asks the person what to show. @throws DeviceError `denied` when the choice was declined */
  pick(): Promise<PickedDisplay>;
};

export type PickedDisplay = {
  readonly video: MediaStreamTrack;
  /** Where the browser and the person share the sound, too. */
  readonly audio: MediaStreamTrack | undefined;
  /** It is the tab of this very call: who shares it shows a mirror in a mirror. */
  readonly isOwnTab: boolean;
};
