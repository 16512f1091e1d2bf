/** Runs in the page: a browser that neither encodes nor decodes any other picture (and what repairs its packets). */
export function knowOnlyH264(): void {
  const { codecs = [] } = RTCRtpReceiver.getCapabilities('video') ?? {};
  const known = codecs.filter(({ mimeType }) => /h264|rtx/i.test(mimeType));
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    override addTransceiver(track: MediaStreamTrack | string, init?: RTCRtpTransceiverInit): RTCRtpTransceiver {
      const transceiver = super.addTransceiver(track, init);
      if (transceiver.receiver.track.kind === 'video') transceiver.setCodecPreferences(known);
      return transceiver;
    }
  };
}
