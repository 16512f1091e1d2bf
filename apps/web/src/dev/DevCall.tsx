import type { CallProblem } from '@confab/client';
import { RoomPage } from '../features/room/RoomPage.tsx';
import type { OpenSession } from '../stores/Session.ts';
import { en } from '../text/en.ts';
import { FakeCallSession } from './FakeCallSession.ts';

const openSession: OpenSession = ({ displayName = '', wanted }) => {
  const query = new URLSearchParams(location.search);
  const problem = query.get('problem') ?? '';
  return new FakeCallSession({
    displayName,
    wanted: { microphone: true, camera: true, ...wanted },
    others: Math.max(0, Number(query.get('people') ?? 5) - 1),
    problem: isProblem(problem) ? problem : undefined,
    signaling: query.has('reconnecting') ? 'reconnecting' : 'connected',
  });
};

const isProblem = (text: string): text is CallProblem => Object.hasOwn(en.problems, text);

/** `/dev/call?people=5`, with the query of a room, `problem=roomFull` and `reconnecting=1`: pages to look at without a server. */
export const DevCall = () => <RoomPage roomId="looking-around" openSession={openSession} />;
