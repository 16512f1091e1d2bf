import { expect, it } from 'vitest';
import { settle } from '../testing/FakeServer.ts';
import { watchPermissions } from './watchPermissions.ts';

class Status extends EventTarget implements PermissionStatus {
  readonly name: PermissionName;
  state: PermissionState = 'denied';
  onchange = null;

  constructor(name: PermissionName) {
    super();
    this.name = name;
  }

  become(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

it('tells what is allowed, and nothing once it is over', async () => {
  const statuses = new Map([new Status('microphone'), new Status('camera')].map((one) => [one.name, one]));
  const query = ({ name }: PermissionDescriptor): Promise<PermissionStatus> => {
    const status = statuses.get(name);
    return status ? Promise.resolve(status) : Promise.reject(new TypeError());
  };
  const told: string[] = [];
  const stop = watchPermissions({ query }, (kind) => told.push(kind));
  await settle();
  statuses.get('camera')?.become('prompt');
  statuses.get('camera')?.become('granted');
  statuses.get('microphone')?.become('granted');
  expect(told).toEqual(['video', 'audio']);
  stop();
  statuses.get('camera')?.become('granted');
  expect(told).toHaveLength(2);
});

it('is silent where a browser refuses to be asked, or has nothing to ask', async () => {
  const told: string[] = [];
  watchPermissions({ query: () => Promise.reject(new TypeError()) }, (kind) => told.push(kind));
  watchPermissions(undefined, (kind) => told.push(kind))();
  await settle();
  expect(told).toEqual([]);
});
