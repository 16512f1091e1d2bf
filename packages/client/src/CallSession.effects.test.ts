import { describe, expect, it } from 'vitest';
import { createCall, joinCall, joinSending } from './testing/createCall.ts';
import type { TestCall } from './testing/createCall.ts';
import { settle } from './testing/FakeServer.ts';
import * as recorded from './testing/recordedStats.ts';

const files = { worklet: '/w.js', wasm: '/w.wasm', simdWasm: '/s.wasm' };
const micOnly = { wanted: { camera: false }, noiseSuppression: files };
const cameraOnly = { wanted: { microphone: false } };
const effectsOf = ({ session }: TestCall) => session.getSnapshot().self.effects;

describe('strong noise suppression', () => {
  it('sends what comes out of it, and shows that it does', async () => {
    const call = await joinSending(micOnly);
    await call.session.effects.setNoiseSuppression('strong');
    expect(call.engines.last.sent.get('microphone')).toMatchObject({
      track: call.effects.suppressor.last.output,
      isPaused: false,
    });
    expect(effectsOf(call)).toMatchObject({ noiseSuppression: 'strong', available: { strongNoiseSuppression: true } });
    await call.session.effects.setNoiseSuppression('browser');
    await settle();
    expect(call.engines.last.sent.get('microphone')?.track).toBe(call.devices.last('audio'));
    expect(call.devices.asked).toHaveLength(1);
  });

  it('[P1] mutes at both ends before the request leaves, and unmutes when the room has agreed', async () => {
    const call = await joinSending(micOnly);
    await call.session.effects.setNoiseSuppression('strong');
    const ends = () => [
      call.devices.last('audio').enabled,
      call.effects.suppressor.last.output.enabled,
      call.engines.last.sent.get('microphone')?.isPaused,
    ];
    void call.session.setMicrophone(false);
    expect(ends()).toEqual([false, false, true]);
    await call.server.answer('setMuted', {});
    void call.session.setMicrophone(true);
    const asked = await call.server.next('setMuted');
    expect(ends()).toEqual([false, false, true]);
    await asked.answer({});
    expect(ends()).toEqual([true, true, false]);
  });

  it('[P1] that is switched on and off while muted lets nothing out', async () => {
    const call = await joinSending(micOnly);
    void call.session.setMicrophone(false);
    await call.server.answer('setMuted', {});
    await call.session.effects.setNoiseSuppression('strong');
    await settle();
    expect(call.effects.suppressor.last.output.enabled).toBe(false);
    await call.session.effects.setNoiseSuppression('off');
    await settle();
    expect(call.devices.last('audio').enabled).toBe(false);
    expect(call.engines.last.sent.get('microphone')).toMatchObject({
      track: call.devices.last('audio'),
      isPaused: true,
    });
    expect(await call.server.open()).toEqual([]);
  });

  it('that fails is none, says so, and the voice goes on', async () => {
    const call = await joinSending(micOnly);
    await call.session.effects.setNoiseSuppression('strong');
    call.effects.suppressor.last.fail();
    await settle();
    expect(effectsOf(call).noiseSuppression).toBe('browser');
    expect(call.session.getSnapshot().notices).toMatchObject([{ what: 'effectFailed', of: 'microphone' }]);
    expect(call.engines.last.sent.get('microphone')).toMatchObject({
      track: call.devices.last('audio'),
      isPaused: false,
    });
    expect(call.session.getSnapshot().self.microphone.actual).toBe('on');
  });

  it('cannot be had without its files', async () => {
    const call = createCall({ wanted: { camera: false } });
    await call.session.effects.setNoiseSuppression('strong');
    expect(effectsOf(call)).toMatchObject({
      noiseSuppression: 'browser',
      available: { strongNoiseSuppression: false },
    });
  });

  it('off is off in the browser, too, which takes another look at the device', async () => {
    const call = createCall(micOnly);
    await call.session.openLobby();
    await call.session.effects.setNoiseSuppression('off');
    await call.session.effects.setVoice({ echoCancellation: false });
    expect(call.devices.asked.at(-1)).toMatchObject([
      { voice: { echoCancellation: false, noiseSuppression: false, autoGainControl: true } },
    ]);
    expect(call.devices.asked).toHaveLength(3);
    await call.session.effects.setVoice({ echoCancellation: false });
    expect(call.devices.asked).toHaveLength(3);
  });
});

describe('the blurred background', () => {
  it('is there before a picture of the lobby is, and goes out of it into the call', async () => {
    const call = createCall(cameraOnly);
    await call.session.effects.setBackground('blur');
    await call.session.openLobby();
    expect(call.session.tracks.get('self:camera')).toBe(call.effects.blurrer.last.output);
    expect(effectsOf(call).background).toBe('blur');
  });

  it('[P1] that fails turns the camera off, says so, and is tried again when the camera is started', async () => {
    const call = await joinSending(cameraOnly);
    await call.session.effects.setBackground('blur');
    call.effects.blurrer.last.fail();
    expect(call.devices.last('video').readyState).toBe('ended');
    expect((await call.server.next('setMuted')).params).toMatchObject({ source: 'camera', muted: true });
    expect(call.session.getSnapshot()).toMatchObject({
      notices: [{ what: 'pictureHeld', of: 'camera' }],
      self: { camera: { wanted: false, actual: 'off' }, effects: { background: 'blur' } },
    });
    expect(call.session.tracks.get('self:camera')).toBeUndefined();
  });

  it('ends with the camera, and comes back with it', async () => {
    const call = await joinSending(cameraOnly);
    await call.session.effects.setBackground('blur');
    const first = call.effects.blurrer.last;
    void call.session.setCamera(false);
    expect([first.output.readyState, call.devices.last('video').readyState]).toEqual(['ended', 'ended']);
    await call.server.answer('setMuted', {});
    void call.session.setCamera(true);
    await call.server.answer('setMuted', {});
    expect(call.engines.last.sent.get('camera')).toMatchObject({
      track: call.effects.blurrer.last.output,
      isPaused: false,
    });
    expect(call.effects.blurrer.started).toHaveLength(2);
  });
});

describe('what is behind the person', () => {
  const address = { script: '/r.js', wasm: '/r.wasm' };
  const segmentation = { model: '/m.tflite', runtime: address, plainRuntime: address };

  it('is changed once there is a model, and shown as it is', async () => {
    const call = await joinSending({ ...cameraOnly, segmentation });
    await call.session.effects.findModel();
    expect(effectsOf(call)).toMatchObject({ background: 'none', available: { segmentation: true } });
    const image = {} as OffscreenCanvas;
    await call.session.effects.setBackground('picture', { name: 'hills', image });
    expect(effectsOf(call)).toMatchObject({ background: 'picture', picture: 'hills' });
    expect(call.engines.last.sent.get('camera')?.track).toBe(call.effects.segmenter.last.output);
    await call.session.effects.setBackground('blurBehind');
    expect(effectsOf(call)).not.toHaveProperty('picture');
    expect(call.effects.behind).toEqual([image, undefined]);
  });

  it('is hidden from the first picture on, also when another effect is wanted before the first has begun', async () => {
    const call = createCall({ ...cameraOnly, segmentation });
    let begin = { blur: () => undefined as void, segmentation: () => undefined as void };
    call.effects.blurrer.loading = new Promise((resolve) => (begin = { ...begin, blur: resolve }));
    call.effects.segmenter.loading = new Promise((resolve) => (begin = { ...begin, segmentation: resolve }));
    void call.session.effects.setBackground('blur');
    await joinCall(call);
    await call.session.effects.findModel();
    const setting = call.session.effects.setBackground('blurBehind');
    begin.blur();
    await settle();
    const other = await call.server.next('produce');
    await other.answer({ producerId: 'produced' });
    expect([other.params.source, await call.server.open()]).toEqual(['microphone', []]);
    expect(call.session.tracks.get('self:camera')).toBeUndefined();
    begin.segmentation();
    await setting;
    await (await call.server.next('produce')).answer({ producerId: 'shown' });
    expect(call.session.tracks.get('self:camera')).toBe(call.effects.segmenter.last.output);
    expect(call.engines.last.sent.get('camera')?.track).toBe(call.effects.segmenter.last.output);
  });

  it('says how much of what it needs has come, until it begins', async () => {
    const call = await joinSending({ ...cameraOnly, segmentation });
    await call.session.effects.findModel();
    let loaded = () => undefined as void;
    call.effects.segmenter.loading = new Promise((resolve) => (loaded = resolve));
    const setting = call.session.effects.setBackground('blurBehind');
    await settle();
    call.effects.segmenter.load(200_000);
    expect(effectsOf(call)).not.toHaveProperty('loading');
    call.effects.segmenter.load(3_200_000);
    expect(effectsOf(call)).toMatchObject({ background: 'blurBehind', loading: 3_200_000 });
    loaded();
    await setting;
    expect(effectsOf(call)).not.toHaveProperty('loading');
    expect(call.engines.last.sent.get('camera')?.track).toBe(call.effects.segmenter.last.output);
  });

  it('[P1] that fails is a blur of all of the picture, which is shown, and nothing else goes out', async () => {
    const call = await joinSending({ ...cameraOnly, segmentation });
    await call.session.effects.findModel();
    await call.session.effects.setBackground('picture', { name: 'hills', image: {} as OffscreenCanvas });
    const seen = new Set([call.engines.last.sent.get('camera')?.track]);
    call.session.tracks.subscribe(() => seen.add(call.engines.last.sent.get('camera')?.track));
    call.effects.segmenter.last.fail();
    await settle();
    expect(effectsOf(call)).toMatchObject({ background: 'blur' });
    expect(effectsOf(call)).not.toHaveProperty('picture');
    expect(call.session.getSnapshot().notices).toMatchObject([{ what: 'effectReplaced', of: 'camera' }]);
    expect(call.engines.last.sent.get('camera')).toMatchObject({
      track: call.effects.blurrer.last.output,
      isPaused: false,
    });
    expect([...seen]).not.toContain(call.devices.last('video'));
  });

  it('[P1] that cannot begin in the lobby, like the blur that would be there instead, leaves the camera off', async () => {
    const call = createCall({ ...cameraOnly, segmentation });
    [call.effects.segmenter.refusal, call.effects.blurrer.refusal] = [new Error('no model'), new Error('no canvas')];
    await call.session.effects.findModel();
    void call.session.effects.setBackground('blurBehind');
    const shown: unknown[] = [];
    call.session.tracks.subscribe(() => shown.push(call.session.tracks.get('self:camera')));
    await call.session.openLobby();
    expect(call.session.getSnapshot()).toMatchObject({
      notices: [{ what: 'effectReplaced' }, { what: 'pictureHeld' }],
      self: { camera: { wanted: false, actual: 'off' } },
    });
    expect(shown.filter(Boolean)).toEqual([]);
    call.effects.blurrer.refusal = undefined;
    await call.session.setCamera(true);
    expect(call.session.tracks.get('self:camera')).toBe(call.effects.blurrer.last.output);
  });

  it('[P1] is blurred with all of the picture where the operator has no model, and the person is told', async () => {
    const call = await joinSending({ ...cameraOnly, segmentation });
    call.effects.isModelThere = false;
    await call.session.effects.findModel();
    await call.session.effects.setBackground('picture', { name: 'hills', image: {} as OffscreenCanvas });
    expect(effectsOf(call)).toMatchObject({ background: 'blur', available: { segmentation: false } });
    expect(effectsOf(call)).not.toHaveProperty('picture');
    expect(call.engines.last.sent.get('camera')?.track).toBe(call.effects.blurrer.last.output);
    expect(call.session.getSnapshot().notices).toMatchObject([{ what: 'effectReplaced', of: 'camera' }]);
    expect(call.effects.segmenter.started).toEqual([]);
  });
});

describe('what this device cannot keep up with', () => {
  /** So many samples of a camera that is limited by this. */
  async function pass(call: TestCall, samples: number, reason: 'cpu' | 'none'): Promise<void> {
    for (let index = 0; index < samples; index++) {
      seconds += 2;
      const report = recorded.chromiumCamera(seconds, { qualityLimitationReason: reason });
      call.engines.last.stats = { ...call.engines.last.stats, outgoing: new Map([['camera', report]]) };
      call.clock.advance(2_000);
      await call.server.flush();
    }
  }
  let seconds = 0;
  const frugalOf = ({ session }: TestCall) => session.getSnapshot().frugal;

  it('is turned down and told, and given back', async () => {
    const call = await joinSending(cameraOnly);
    await pass(call, 6, 'cpu');
    expect(frugalOf(call)).toEqual({ step: 'frameRate' });
    expect(call.devices.last('video').limits).toMatchObject({ frameRate: { max: 15 } });
    await pass(call, 5, 'cpu');
    expect(frugalOf(call)).toEqual({ step: 'resolution' });
    expect(call.devices.last('video').limits).toMatchObject({ height: { max: 360 } });
    await pass(call, 5, 'cpu');
    expect(frugalOf(call)).toEqual({ step: 'video' });
    await pass(call, 40, 'none');
    expect(call.session.getSnapshot()).not.toHaveProperty('frugal');
    expect(call.devices.last('video').limits).toEqual({
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 30 },
    });
  });

  it('takes the strong suppression away for that time, not the wish', async () => {
    const call = await joinSending({ noiseSuppression: files });
    await call.session.effects.setNoiseSuppression('strong');
    await pass(call, 16, 'cpu');
    expect(frugalOf(call)).toEqual({ step: 'effects' });
    expect(call.engines.last.sent.get('microphone')?.track).toBe(call.devices.last('audio'));
    expect(effectsOf(call).noiseSuppression).toBe('strong');
    await pass(call, 11, 'none');
    expect(call.engines.last.sent.get('microphone')?.track).toBe(call.effects.suppressor.last.output);
  });

  it('is less than a saver wants, if that is less', async () => {
    const call = await joinSending(cameraOnly);
    expect(call.devices.last('video').limits).toEqual({});
    call.session.effects.setVideoQuality('saver');
    expect(effectsOf(call).videoQuality).toBe('saver');
    await pass(call, 6, 'cpu');
    expect(call.devices.last('video').limits).toMatchObject({ height: { max: 360 }, frameRate: { max: 15 } });
    call.session.effects.setVideoQuality('auto');
    expect(call.devices.last('video').limits).toMatchObject({ height: { ideal: 720 }, frameRate: { max: 15 } });
  });
});
