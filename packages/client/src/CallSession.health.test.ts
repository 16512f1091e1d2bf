import { describe, expect, it } from 'vitest';
import { createCall, joinCall } from './testing/createCall.ts';
import { ada, bob, consumerOffer, joinResult, me, peer } from './testing/roomFixtures.ts';

const receiveOnly = { wanted: { microphone: false, camera: false } };
const microphone = { source: 'microphone', muted: false } as const;

/** Hears Ada and Bob, until a test says otherwise. */
async function joinHearing() {
  const call = createCall(receiveOnly);
  await joinCall(
    call,
    joinResult({ peers: [peer(me, 'Me'), peer(ada, 'Ada', [microphone]), peer(bob, 'Bob', [microphone])] }),
  );
  const consumers = [consumerOffer('c-ada', ada, 'microphone'), consumerOffer('c-bob', bob, 'microphone')];
  await call.server.notify('consumersAdded', { mediaEpoch: 1, consumers });
  await call.server.answer('resumeConsumers', {});
  const silent = new Set<string>();
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      for (const { consumerId } of consumers) {
        const { arrived } = call.engines.last;
        if (!silent.has(consumerId)) arrived.set(consumerId, (arrived.get(consumerId) ?? 0) + 1);
      }
      call.clock.advance(50);
      await call.server.flush();
    }
  };
  await pass(2_000);
  return { ...call, silent, pass };
}

describe('media that does not arrive', () => {
  it('[HE3] is asked for again, opened anew, and told to the sender; the page says so meanwhile', async () => {
    const { server, session, silent, pass } = await joinHearing();
    expect(session.getSnapshot().media).toBe('connected');
    silent.add('c-ada');
    await pass(2_000);
    await server.answer('resumeConsumers', {});
    expect((await server.next('renewConsumers')).params).toEqual({ of: [{ peerId: ada, source: 'microphone' }] });
    await pass(1_600);
    expect((await server.next('reportUnheard')).params).toEqual({ of: [{ peerId: ada, source: 'microphone' }] });
    expect(session.getSnapshot().media).toBe('repairing');
    silent.clear();
    await pass(1_000);
    expect((await server.next('reportUnheard')).params).toEqual({ of: [] });
    expect(session.getSnapshot().media).toBe('connected');
    expect(session.repairs.map(({ step }) => step).slice(0, 2)).toEqual(['resume', 'renew']);
  });

  it('[HE3] is opened anew at once when the sfu does not know it any more', async () => {
    const { server, session, silent, pass } = await joinHearing();
    silent.add('c-ada');
    await pass(1_000);
    await (await server.next('resumeConsumers')).refuse('notFound');
    expect((await server.next('renewConsumers')).params).toEqual({ of: [{ peerId: ada, source: 'microphone' }] });
    await pass(1_500);
    expect(await server.open()).not.toContain('renewConsumers');
    expect(session.repairs.map(({ step }) => step)).toEqual(['resume', 'renew']);
  });

  it('[HE2] is told again after a lost connection: the room has forgotten it', async () => {
    const { server, clock, silent, pass } = await joinHearing();
    silent.add('c-ada');
    await pass(3_000);
    await server.answer('reportUnheard', {});
    await server.cut();
    clock.advance(1_500);
    await server.answer('resume', { resumeSecret: 'b'.repeat(43), missed: { events: [] } });
    await pass(1_000);
    expect((await server.next('reportUnheard')).params).toEqual({ of: [{ peerId: ada, source: 'microphone' }] });
  });

  it('[HE3] is expected of nobody who is muted, away or gone', async () => {
    const { server, session, silent, pass } = await joinHearing();
    silent.add('c-ada').add('c-bob');
    await server.notify('muteChanged', { peerId: ada, source: 'microphone', muted: true }, 2);
    await server.notify('peerDisconnected', { peerId: bob }, 3);
    await pass(10_000);
    expect(session.repairs).toEqual([]);
  });

  it('[HE4] restarts both paths when nothing arrives from anybody', async () => {
    const { server, engines, silent, pass } = await joinHearing();
    silent.add('c-ada').add('c-bob');
    await pass(1_400);
    for (const direction of ['receive', 'send']) {
      const asked = await server.next('restartIce');
      expect(asked.params.transportId).toMatch(direction === 'receive' ? 'recv' : 'send');
      await asked.answer({ iceParameters: { usernameFragment: 'u', password: 'p' } });
    }
    expect([...engines.last.restarted].sort()).toEqual(['receive', 'send']);
  });

  describe('where a restart brings nothing', () => {
    const restarts = async ({ server, silent, pass }: Awaited<ReturnType<typeof joinHearing>>) => {
      silent.add('c-ada').add('c-bob');
      await pass(1_400);
      for (let index = 0; index < 2; index++)
        await (await server.next('restartIce')).answer({ iceParameters: { usernameFragment: 'u', password: 'p' } });
    };

    it('[HE6] begins anew with new transports when nothing comes back of what is sent either', async () => {
      const call = await joinHearing();
      await restarts(call);
      call.engines.last.isSendPathLost = true;
      await call.pass(600);
      expect(await call.server.open()).not.toContain('resume');
      await call.pass(400);
      expect(await call.server.next('resume')).toBeDefined();
      expect(call.session.repairs.at(-1)).toMatchObject({ step: 'rebuild', reason: 'pathLost' });
      await call.pass(1_000);
      expect(await call.server.open()).not.toContain('resume');
    });

    it('[HE6] waits where what is sent arrives: the others may send nothing', async () => {
      const call = await joinHearing();
      await restarts(call);
      await call.pass(4_000);
      expect(await call.server.open()).not.toContain('resume');
    });

    it('[HE6] waits where signaling does not answer either: then it is the network', async () => {
      const call = await joinHearing();
      call.engines.last.isSendPathLost = true;
      call.silent.add('c-ada').add('c-bob');
      await call.pass(4_000);
      expect(call.session.repairs.map(({ step }) => step)).not.toContain('rebuild');
    });

    it('[HE6] asks the browser once at a time, and begins anew once', async () => {
      const call = await joinHearing();
      await restarts(call);
      let answers = 0;
      let answer = (_isSo: boolean) => undefined as void;
      call.engines.last.isUnanswered = () => {
        answers++;
        return new Promise((resolve) => (answer = resolve));
      };
      await call.pass(2_000);
      expect(answers).toBe(1);
      answer(true);
      await call.pass(500);
      expect(call.session.repairs.filter(({ step }) => step === 'rebuild')).toHaveLength(1);
    });

    it('[HE6] leaves it when the session ends while the browser is asked', async () => {
      const call = await joinHearing();
      await restarts(call);
      call.engines.last.isSendPathLost = true;
      call.engines.last.isUnanswered = async () => {
        call.session.leave();
        return true;
      };
      await call.pass(1_000);
      expect(call.session.repairs.map(({ step }) => step)).not.toContain('rebuild');
    });
  });

  it('looks at nothing once the call is over', async () => {
    const { session, clock } = await joinHearing();
    session.leave();
    expect(clock.pending).toBe(0);
  });
});

describe('who is not heard', () => {
  it('[HE2] sees by how many, while the microphone is on', async () => {
    const call = createCall({ wanted: { camera: false } });
    await joinCall(call);
    const produce = await call.server.next('produce');
    await call.server.notify('sourceAdded', { peerId: me, source: 'microphone', muted: produce.params.muted }, 2);
    await produce.answer({ producerId: 'p' });
    await call.server.notify('unheardChanged', { source: 'microphone', byPeerIds: [ada, bob] });
    expect(call.session.getSnapshot().self.microphone.unheardBy).toBe(2);
    await call.server.notify('unheardChanged', { source: 'microphone', byPeerIds: [] });
    expect(call.session.getSnapshot().self.microphone).not.toHaveProperty('unheardBy');
  });
});
