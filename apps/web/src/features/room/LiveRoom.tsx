import { CallSession } from '@confab/client';
import type { OpenSession } from '../../stores/Session.ts';
import { noiseSuppression } from './noiseSuppression.ts';
import { RoomPage } from './RoomPage.tsx';
import { segmentation } from './segmentation.ts';

const openSession: OpenSession = (options) => new CallSession({ ...options, noiseSuppression, segmentation });

/** A room of this server. */
export const LiveRoom = ({ roomId }: { readonly roomId: string }) => (
  <RoomPage roomId={roomId} openSession={openSession} />
);
