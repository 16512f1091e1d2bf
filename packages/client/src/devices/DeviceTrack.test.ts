import { FakeClock } from '@confab/rpc/testing';
import { describe, expect, it } from 'vitest';
import { FakeDevices } from '../testing/FakeDevices.ts';
import { FakeEffect } from '../testing/FakeEffect.ts';
import { settle } from '../testing/FakeServer.ts';
import { TrackRegistry } from '../TrackRegistry.ts';
import { DeviceTrack } from './DeviceTrack.ts';

function create(kind: 'audio' | 'video' = 'audio') {
  const [port, tracks, clock, effect, told] = [
    new FakeDevices(),
    new TrackRegistry(),
    new FakeClock(),
    new FakeEffect(),
    [] as string[],
  ];
  const device = new DeviceTrack({
    kind,
    trackId: 'self:it',
    devices: { open: async (wish) => (await port.open([wish]))[0]! },
    tracks,
    clock,
    isNeeded: () => true,
    onEnded: () => told.push('ended'),
    onChanged: () => told.push('changed'),
    onEffectFailed: (what) => told.push(what),
  });
  return { device, port, tracks, clock, effect, told };
}

describe('an effect', () => {
  it('is what is sent and shown, once it has begun', async () => {
    const { device, port, tracks, effect } = create();
    await device.open();
    await device.setEffect(effect);
    expect(effect.last.input).toBe(port.last('audio'));
    expect([device.current, tracks.get('self:it')]).toEqual([effect.last.output, effect.last.output]);
    await device.setEffect(undefined);
    expect(device.current).toBe(port.last('audio'));
    expect([effect.last.output.readyState, port.last('audio').readyState]).toEqual(['ended', 'live']);
  });

  it('shows nothing of a device that is opened with it before it has begun', async () => {
    const { device, tracks, effect } = create('video');
    let loaded = () => undefined as void;
    effect.loading = new Promise((resolve) => (loaded = resolve));
    await device.setEffect(effect);
    const opening = device.open();
    await settle();
    expect(tracks.get('self:it')).toBeUndefined();
    loaded();
    await opening;
    expect(tracks.get('self:it')).toBe(effect.last.output);
  });

  it('[P1] is silent at both ends while muted, also one that begins then, and after another device', async () => {
    const { device, port, effect } = create();
    await device.open();
    device.setEnabled(false);
    await device.setEffect(effect);
    expect([port.last('audio').enabled, effect.last.output.enabled]).toEqual([false, false]);
    device.setEnabled(true);
    expect([port.last('audio').enabled, effect.last.output.enabled]).toEqual([true, true]);
    device.setEnabled(false);
    device.pick('mic-2');
    await device.open();
    expect(effect.last.input).toBe(port.last('audio'));
    expect([port.last('audio').enabled, effect.last.output.enabled]).toEqual([false, false]);
    effect.last.fail();
    expect(device.current).toBe(port.last('audio'));
    expect(device.current?.enabled).toBe(false);
  });

  it('[P1] that was muted while it began stays muted', async () => {
    const { device, effect } = create();
    await device.open();
    let loaded = () => undefined as void;
    effect.loading = new Promise((resolve) => (loaded = resolve));
    const starting = device.setEffect(effect);
    device.setEnabled(false);
    loaded();
    await starting;
    expect(effect.last.output.enabled).toBe(false);
  });

  it('that cannot begin leaves the device as it is, and says so', async () => {
    const { device, port, effect, told } = create();
    await device.open();
    effect.refusal = new Error('no');
    await device.setEffect(effect);
    await settle();
    expect(device.current).toBe(port.last('audio'));
    expect(told).toContain('effectFailed');
  });

  it('that breaks gives way to the device, and says so', async () => {
    const { device, port, effect, told } = create();
    await device.open();
    await device.setEffect(effect);
    effect.last.fail();
    expect([device.current, effect.last.output.readyState]).toEqual([port.last('audio'), 'ended']);
    expect(told.slice(-2)).toEqual(['effectFailed', 'changed']);
  });

  it('[P1] on a picture that cannot begin lets nothing out: the camera is let go of, and it is tried again with the next one', async () => {
    const { device, port, tracks, effect, told } = create('video');
    effect.refusal = new Error('no');
    await device.setEffect(effect);
    await device.open();
    expect([device.current, tracks.get('self:it'), port.last('video').readyState]).toEqual([
      undefined,
      undefined,
      'ended',
    ]);
    expect(told).toEqual(['pictureHeld']);
    effect.refusal = undefined;
    await device.open();
    expect([device.current, tracks.get('self:it')]).toEqual([effect.last.output, effect.last.output]);
  });

  it('[P1] on a picture that breaks lets nothing out either', async () => {
    const { device, port, tracks, effect, told } = create('video');
    await device.setEffect(effect);
    await device.open();
    effect.last.fail();
    effect.last.fail();
    expect([device.current, tracks.get('self:it')]).toEqual([undefined, undefined]);
    expect([effect.last.output.readyState, port.last('video').readyState]).toEqual(['ended', 'ended']);
    expect(told.filter((what) => what === 'pictureHeld')).toHaveLength(1);
  });

  it('that breaks gives way to what is meant to be done instead, and stands still until then', async () => {
    const { device, port, tracks, effect, told } = create('video');
    const other = new FakeEffect();
    await device.setEffect({ start: effect.start, instead: other });
    await device.open();
    let loaded = () => undefined as void;
    other.loading = new Promise((resolve) => (loaded = resolve));
    effect.last.fail();
    expect([device.current, told.at(-1)]).toEqual([effect.last.output, 'effectReplaced']);
    loaded();
    await settle();
    expect(device.current).toBe(other.last.output);
    expect([effect.last.output.readyState, port.last('video').readyState]).toEqual(['ended', 'live']);
    other.last.fail();
    expect([device.current, tracks.get('self:it'), told.at(-1)]).toEqual([undefined, undefined, 'pictureHeld']);
  });

  it('that takes for ever is given up', async () => {
    const { device, port, clock, effect, told } = create();
    effect.loading = new Promise(() => undefined);
    await device.setEffect(effect);
    const opening = device.open();
    await settle();
    clock.advance(8_000);
    await opening;
    await settle();
    expect([device.current, told.includes('effectFailed')]).toEqual([port.last('audio'), true]);
  });

  it('is waited for as long as what it needs keeps coming over a slow line', async () => {
    const { device, port, tracks, clock, effect, told } = create();
    let loaded = () => undefined as void;
    effect.loading = new Promise((resolve) => (loaded = resolve));
    await device.setEffect(effect);
    const opening = device.open();
    await settle();
    for (let bytes = 1; bytes <= 5; bytes++) {
      clock.advance(7_000);
      effect.load(bytes);
    }
    loaded();
    await opening;
    expect([device.current, told.includes('effectFailed')]).toEqual([effect.last.output, false]);

    effect.loading = new Promise(() => undefined);
    device.pick('mic-2');
    const again = device.open();
    await settle();
    effect.load(1);
    clock.advance(8_000);
    await again;
    effect.load(2);
    // What came out of it before is of the device before.
    expect([device.current, tracks.get('self:it')]).toEqual([port.last('audio'), port.last('audio')]);
  });

  it('goes when the device does, also in the middle of beginning', async () => {
    const { device, effect } = create();
    await device.open();
    await device.setEffect(effect);
    device.drop();
    expect([device.current, effect.last.output.readyState]).toEqual([undefined, 'ended']);
    await device.open();
    let loaded = () => undefined as void;
    effect.loading = new Promise((resolve) => (loaded = resolve));
    device.pick('mic-2');
    const opening = device.open();
    await settle();
    device.drop();
    loaded();
    await opening;
    expect([device.current, effect.last.output.readyState]).toEqual([undefined, 'ended']);
  });
});

it('asks the device for no more than the limits, also the next one', async () => {
  const { device, port } = create('video');
  const limits = { frameRate: { max: 15 } };
  await device.open();
  device.limit(limits);
  expect(port.last('video').limits).toEqual(limits);
  device.pick('cam-2');
  await device.open();
  expect(port.last('video').limits).toEqual(limits);
});
