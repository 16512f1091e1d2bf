import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsumerId, PeerId, RoomId, TransportId } from '../../ids.ts';
import type { DtlsParameters, RtpParameters, Source } from '../../media.ts';
import type { ControlMethod, ControlParams, ControlResult } from '../requests.ts';

/** An sfu as signaling has it: something to ask. */
export type ControlEnd = {
  call<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>>;
  /** Ends what was opened for this test. */
  close(): Promise<void>;
};

const roomId = 'contract-room' as RoomId;
const ada = '0192f0c0-0000-7000-8000-00000000000a' as PeerId;
const bob = '0192f0c0-0000-7000-8000-00000000000b' as PeerId;
const nobody = '0192f0c0-0000-7000-8000-00000000000c' as PeerId;

const opus = (mid: string, ssrc: number): RtpParameters => ({
  mid,
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc }],
  rtcp: { cname: 'contract' },
});
const dtlsOf = (byte: string): DtlsParameters => ({
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array<string>(32).fill(byte).join(':') }],
});
const dtlsParameters = dtlsOf('AB');

/** The contract as tests: run it against each implementation, so that none drifts from the others. */
export function testControlContract(name: string, start: () => Promise<ControlEnd>): void {
  describe(`the control contract, kept by ${name}`, () => {
    let sfu: ControlEnd;
    beforeEach(async () => {
      sfu = await start();
    });
    afterEach(() => sfu.close());

    const open = (peerId: PeerId) => sfu.call('openPeer', { roomId, peerId });
    const produce = async (peerId: PeerId, transportId: TransportId, source: Source = 'microphone') =>
      sfu.call('produce', {
        roomId,
        peerId,
        transportId,
        source,
        paused: false,
        rtpParameters: source === 'microphone' ? opus('0', 1111) : opus('1', 2222),
      });
    const refusal = (answer: Promise<unknown>) =>
      answer.then(
        () => 'ok',
        (cause: unknown) => (cause instanceof Error && 'code' in cause ? cause.code : cause),
      );
    /** Ada sends her microphone, Bob can receive it. */
    const meet = async () => {
      const [{ sendTransport }, { rtpCapabilities }] = [await open(ada), await open(bob)];
      await produce(ada, sendTransport.transportId);
      await sfu.call('setRtpCapabilities', { roomId, peerId: bob, rtpCapabilities });
      return sendTransport.transportId;
    };
    const consume = (...sources: Source[]) =>
      sfu.call('openConsumers', { roomId, peerId: bob, of: sources.map((source) => ({ peerId: ada, source })) });

    it('closes what is not there', async () => {
      for (const method of ['closePeer', 'closeRoom', 'closeProducer'] as const)
        expect(await sfu.call(method, { roomId, peerId: ada, source: 'camera' })).toEqual({});
    });

    it('answers notFound to all else about a peer, or a room, that is not there', async () => {
      const transportId = (await open(ada)).sendTransport.transportId;
      for (const where of [
        { roomId, peerId: nobody },
        { roomId: 'no-room' as RoomId, peerId: ada },
      ]) {
        const asked = [
          sfu.call('connectTransport', { ...where, transportId, dtlsParameters }),
          sfu.call('restartIce', { ...where, transportId }),
          sfu.call('produce', { ...where, transportId, source: 'camera', rtpParameters: opus('0', 1), paused: false }),
          sfu.call('setProducerPaused', { ...where, source: 'camera', paused: true }),
          sfu.call('setRtpCapabilities', { ...where, rtpCapabilities: {} }),
          sfu.call('openConsumers', { ...where, of: [] }),
          sfu.call('closeConsumers', { ...where, of: [] }),
          sfu.call('resumeConsumers', { ...where, consumerIds: ['x' as ConsumerId] }),
          sfu.call('setShown', { ...where, streams: [{ peerId: ada, source: 'camera', shown: null }] }),
        ];
        expect(await Promise.all(asked.map(refusal))).toEqual(asked.map(() => 'notFound'));
      }
      expect(await refusal(sfu.call('getRoom', { roomId: 'no-room' as RoomId }))).toBe('notFound');
      expect(await refusal(sfu.call('setMemo', { roomId: 'no-room' as RoomId, memo: '' }))).toBe('notFound');
    });

    it('[ME1] opens a peer again with other transports; what it had is gone', async () => {
      const first = await open(ada);
      await produce(ada, first.sendTransport.transportId);
      const second = await open(ada);
      const ids = [first, second].flatMap(({ sendTransport, recvTransport }) => [
        sendTransport.transportId,
        recvTransport.transportId,
      ]);
      expect(new Set(ids).size).toBe(4);
      const { transportId } = first.sendTransport;
      expect(await refusal(sfu.call('restartIce', { roomId, peerId: ada, transportId }))).toBe('notFound');
      expect(await refusal(produce(ada, transportId))).toBe('notFound');
      expect((await sfu.call('getRoom', { roomId })).peers).toEqual([
        {
          peerId: ada,
          sendTransportId: second.sendTransport.transportId,
          recvTransportId: second.recvTransport.transportId,
          sources: [],
        },
      ]);
    });

    it('connects a transport once', async () => {
      const { transportId } = (await open(ada)).recvTransport;
      const connect = () => sfu.call('connectTransport', { roomId, peerId: ada, transportId, dtlsParameters });
      expect([await refusal(connect()), await refusal(connect())]).toEqual(['ok', 'invalidState']);
    });

    it('[ME10] expects the certificate that it is opened with, and no other', async () => {
      const opened = await sfu.call('openPeer', { roomId, peerId: ada, dtlsParameters });
      for (const { transportId } of [opened.sendTransport, opened.recvTransport]) {
        const connect = (byte: string) =>
          refusal(sfu.call('connectTransport', { roomId, peerId: ada, transportId, dtlsParameters: dtlsOf(byte) }));
        expect([await connect('CD'), await connect('AB'), await connect('AB')]).toEqual([
          'invalidState',
          'ok',
          'invalidState',
        ]);
      }
    });

    it('[MU1] produces on the sending transport only, each source once', async () => {
      const { sendTransport, recvTransport } = await open(ada);
      expect(await refusal(produce(ada, recvTransport.transportId))).toBe('notFound');
      const first = await produce(ada, sendTransport.transportId);
      const second = await produce(ada, sendTransport.transportId);
      expect(second.producerId).not.toBe(first.producerId);
      await produce(ada, sendTransport.transportId, 'screenAudio');
      await sfu.call('setProducerPaused', { roomId, peerId: ada, source: 'microphone', paused: true });
      await sfu.call('closeProducer', { roomId, peerId: ada, source: 'screenAudio' });
      const [peer] = (await sfu.call('getRoom', { roomId })).peers;
      expect(peer?.sources).toEqual([{ source: 'microphone', paused: true }]);
      const pausing = sfu.call('setProducerPaused', { roomId, peerId: ada, source: 'camera', paused: true });
      expect(await refusal(pausing)).toBe('notFound');
    });

    it('[ME2] opens consumers for who has said what it can decode, leaves out what is gone, and opens none twice', async () => {
      await meet();
      const { consumers } = await consume('microphone', 'camera');
      expect(consumers).toMatchObject([{ peerId: ada, source: 'microphone' }]);
      expect((await consume('microphone')).consumers).toEqual(consumers);
    });

    it('[FW9] opens consumers for many at once, each for itself', async () => {
      await meet();
      const of = [{ peerId: ada, source: 'microphone' as const }];
      const receivers = [bob, nobody, ada].map((peerId) => ({ peerId, of }));
      const { opened } = await sfu.call('openConsumersOfMany', { roomId, receivers });
      expect(opened).toMatchObject([
        { consumers: [{ peerId: ada, source: 'microphone' }] },
        { code: 'notFound' },
        { code: 'invalidState' },
      ]);
      expect({ consumers: (await consume('microphone')).consumers }).toEqual(opened[0]);
      expect(await refusal(sfu.call('openConsumersOfMany', { roomId: 'no-room' as RoomId, receivers }))).toBe(
        'notFound',
      );
    });

    it('[ME2] is invalidState to consume before that', async () => {
      const { sendTransport } = await open(ada);
      await open(bob);
      await produce(ada, sendTransport.transportId);
      expect(await refusal(consume('microphone'))).toBe('invalidState');
    });

    it('[ME3] resumes consumers that are open, and only those', async () => {
      const transportId = await meet();
      const consumerId = (await consume('microphone')).consumers[0]?.consumerId ?? ('none' as ConsumerId);
      const resume = (id: ConsumerId) => sfu.call('resumeConsumers', { roomId, peerId: bob, consumerIds: [id] });
      expect([await refusal(resume(consumerId)), await refusal(resume('another' as ConsumerId))]).toEqual([
        'ok',
        'notFound',
      ]);
      await produce(ada, transportId);
      expect(await refusal(resume(consumerId))).toBe('notFound');
      const [again] = (await consume('microphone')).consumers;
      expect(again?.consumerId).not.toBe(consumerId);
    });

    it('[FW1] takes what a peer shows at any time, also of streams that are not there', async () => {
      await meet();
      const streams = [
        { peerId: ada, source: 'camera' as const, shown: { width: 320, height: 180, inFront: true } },
        { peerId: nobody, source: 'screen' as const, shown: null },
      ];
      for (const peerId of [ada, bob]) expect(await sfu.call('setShown', { roomId, peerId, streams })).toEqual({});
    });

    it('[LO3] lets a peer consume its own source, and ends what it receives when it is asked to', async () => {
      const { sendTransport, rtpCapabilities } = await open(ada);
      await produce(ada, sendTransport.transportId);
      await sfu.call('setRtpCapabilities', { roomId, peerId: ada, rtpCapabilities });
      const of = [{ peerId: ada, source: 'microphone' as const }];
      const consume = async () =>
        (await sfu.call('openConsumers', { roomId, peerId: ada, of })).consumers[0]?.consumerId;
      const first = await consume();
      expect(first).toBeDefined();
      expect(
        await sfu.call('closeConsumers', { roomId, peerId: ada, of: [...of, { peerId: nobody, source: 'camera' }] }),
      ).toEqual({});
      const resuming = sfu.call('resumeConsumers', {
        roomId,
        peerId: ada,
        consumerIds: [first ?? ('none' as ConsumerId)],
      });
      expect(await refusal(resuming)).toBe('notFound');
      expect(await consume()).not.toBe(first);
    });

    describe('[ME11] a standby', () => {
      const prepare = async (of = [ada, bob]) => {
        const { rtpCapabilities } = await open(ada);
        await open(bob);
        const sources = [{ source: 'microphone' as const, rtpParameters: opus('0', 1111), paused: true }];
        const peers = of.map((peerId) => ({ peerId, dtlsParameters, rtpCapabilities, sources }));
        return { ...(await sfu.call('prepareStandby', { roomId, peers })), again: peers };
      };
      const take = () => refusal(sfu.call('takeStandby', { roomId }));
      const transportsOf = async () =>
        (await sfu.call('getRoom', { roomId })).peers.map(({ sendTransportId, recvTransportId }) => [
          sendTransportId,
          recvTransportId,
        ]);

      it('has all of them once more, each with what the others send, and is no part of the room', async () => {
        const { peers } = await prepare();
        expect(peers).toMatchObject([
          { peerId: ada, producers: [{ source: 'microphone' }], consumers: [{ peerId: bob, source: 'microphone' }] },
          { peerId: bob, producers: [{ source: 'microphone' }], consumers: [{ peerId: ada, source: 'microphone' }] },
        ]);
        expect((await sfu.call('getRoom', { roomId })).peers).toMatchObject([{ sources: [] }, { sources: [] }]);
        const { transportId } = peers[0]?.sendTransport ?? (await open(ada)).sendTransport;
        expect(await refusal(sfu.call('restartIce', { roomId, peerId: ada, transportId }))).toBe('notFound');
      });

      it('takes the place of the room, and is there once', async () => {
        const { peers } = await prepare();
        expect([await take(), await take()]).toEqual(['ok', 'notFound']);
        expect(await transportsOf()).toEqual(
          peers.map(({ sendTransport, recvTransport }) => [sendTransport.transportId, recvTransport.transportId]),
        );
        const [peer] = (await sfu.call('getRoom', { roomId })).peers;
        expect(peer?.sources).toEqual([{ source: 'microphone', paused: true }]);
        // What signaling asks for then is there already.
        expect((await consume('microphone')).consumers).toEqual(peers[1]?.consumers);
        const consumerIds = peers[1]?.consumers.map(({ consumerId }) => consumerId) ?? [];
        expect(await refusal(sfu.call('resumeConsumers', { roomId, peerId: bob, consumerIds }))).toBe('ok');
      });

      it('gives way to the next one', async () => {
        const { again } = await prepare();
        const { peers } = await sfu.call('prepareStandby', { roomId, peers: again.slice(1) });
        expect(await take()).toBe('ok');
        expect(await transportsOf()).toEqual([
          [peers[0]?.sendTransport.transportId, peers[0]?.recvTransport.transportId],
        ]);
      });

      it('is closed when it is asked to, with its room, and when the room is opened anew', async () => {
        expect(await sfu.call('closeStandby', { roomId })).toEqual({});
        await prepare();
        expect(await sfu.call('closeStandby', { roomId })).toEqual({});
        expect(await take()).toBe('notFound');
        await prepare();
        await sfu.call('closeRoom', { roomId });
        expect(await take()).toBe('notFound');
        await prepare();
        for (const peerId of [ada, bob]) await sfu.call('closePeer', { roomId, peerId });
        await open(ada);
        expect(await take()).toBe('notFound');
      });

      it('is of a room that is there', async () => {
        const { again } = await prepare();
        const asking = sfu.call('prepareStandby', { roomId: 'no-room' as RoomId, peers: again });
        expect(await refusal(asking)).toBe('notFound');
      });
    });

    it('[RS2] remembers the newest memo for as long as there is the room, which ends with its last peer', async () => {
      await meet();
      for (const memo of ['first', 'second']) await sfu.call('setMemo', { roomId, memo });
      expect((await sfu.call('getRoom', { roomId })).memo).toBe('second');
      await sfu.call('closePeer', { roomId, peerId: ada });
      expect((await sfu.call('getRoom', { roomId })).memo).toBe('second');
      await sfu.call('closePeer', { roomId, peerId: bob });
      expect(await refusal(sfu.call('getRoom', { roomId }))).toBe('notFound');
      await open(ada);
      expect((await sfu.call('getRoom', { roomId })).memo).toBeUndefined();
      await sfu.call('closeRoom', { roomId });
      expect(await refusal(sfu.call('getRoom', { roomId }))).toBe('notFound');
    });
  });
}
