import type {
  ConsumerId,
  ConsumerOffer,
  PeerId,
  ProducerId,
  RtpCapabilities,
  RtpParameters,
  Source,
  TransportId,
  TransportOffer,
} from '@confab/protocol';
import type { types } from 'mediasoup';

/**
 * The one place where our schemas' types and mediasoup's meet, and where ids get their brands. What comes from outside
 * has passed our schema, which is narrower than mediasoup's types except where mediasoup checks at run time itself
 * (the set of header extension uris, payload types of capabilities).
 */

export const toMediasoupRtpParameters = (parameters: RtpParameters) => parameters as types.RtpParameters;

export const toMediasoupRtpCapabilities = (capabilities: RtpCapabilities) => capabilities as types.RtpCapabilities;

export const toRtpCapabilities = (capabilities: types.RtpCapabilities) => capabilities as RtpCapabilities;

export const toProducerId = (producer: types.Producer) => producer.id as ProducerId;

export const toConsumerId = (consumer: types.Consumer) => consumer.id as ConsumerId;

export const toTransportId = (transport: types.WebRtcTransport) => transport.id as TransportId;

export const toTransportOffer = (transport: types.WebRtcTransport): TransportOffer => ({
  transportId: toTransportId(transport),
  iceParameters: transport.iceParameters,
  iceCandidates: transport.iceCandidates,
  dtlsParameters: transport.dtlsParameters,
});

export const toConsumerOffer = (
  consumer: types.Consumer,
  { peerId, source }: { readonly peerId: PeerId; readonly source: Source },
): ConsumerOffer => ({
  consumerId: toConsumerId(consumer),
  peerId,
  source,
  producerId: consumer.producerId,
  rtpParameters: consumer.rtpParameters as RtpParameters,
});
