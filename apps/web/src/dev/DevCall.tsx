import type { CallProblem } from '@confab/client';
import { endReason } from '@confab/protocol';
import { RoomPage } from '../features/room/RoomPage.tsx';
import type { CallView } from '../stores/callView.ts';
import type { OpenSession } from '../stores/Session.ts';
import { en } from '../text/en.ts';
import { FakeCallSession, type FakeCallOptions } from './FakeCallSession.ts';
import { BAD_NAMES, SPOKEN } from './script.ts';

const openSession: OpenSession = ({ displayName = '', wanted }) => {
  const query = new URLSearchParams(location.search);
  const session = new FakeCallSession({
    displayName,
    wanted: { microphone: true, camera: true, ...wanted },
    ...parseOptions(query),
  });
  const pace = Number(query.get('talk'));
  if (pace > 0) {
    let turn = 0;
    setInterval(() => session.speak(turn++), pace);
  }
  const crowd = Number(query.get('crowd'));
  if (crowd > 0) awaitCrowd(session, crowd);
  if (query.has('captions')) setInterval(() => sayLines(session), 1_000);
  return session;
};

/** Whoever looks says when they are to come, all at once: `dispatchEvent(new Event('crowd'))`, twice, first to get ready. */
function awaitCrowd(session: FakeCallSession, count: number): void {
  addEventListener(
    'crowd',
    () => {
      const admit = session.prepareCrowd(count);
      addEventListener('crowd', admit, { once: true });
    },
    { once: true },
  );
}

const sayLines = (session: FakeCallSession) =>
  SPOKEN.forEach((text, index) => session.say({ captionId: `c${index}`, text, isFinal: index === 0 }, index));

function parseOptions(query: URLSearchParams): Omit<FakeCallOptions, 'displayName' | 'wanted'> {
  const problem = query.get('problem') ?? '';
  return {
    others: Math.max(0, Number(query.get('people') ?? 5) - 1),
    problem: isProblem(problem) ? problem : undefined,
    signaling: query.has('reconnecting') ? 'reconnecting' : 'connected',
    media: query.has('repairing') ? 'repairing' : 'connected',
    ends: parseEnd(query.get('ends')),
    hasScreen: query.has('share'),
    hasChat: query.has('chat'),
    hasHands: query.has('hands'),
    isHost: query.has('host'),
    waiting: Number(query.get('waiting') ?? 0),
    names: query.has('bad') ? BAD_NAMES : undefined,
    unheardBy: Number(query.get('unheard') ?? 0),
    ...(query.has('poor') && { quality: { level: 'poor', cause: 'uplink' } }),
    hasTroubles: query.has('troubles'),
    hasModel: query.has('model'),
    ...parseFault(query.get('fault')),
    ...parseEntry(query.get('entry')),
    isOtherTab: query.has('twice'),
    hasChanged: query.has('unplugged'),
    ratio: Number(query.get('ratio') ?? 16 / 9),
    ...(query.has('crowd') && { voice: makeSilence() }),
  };
}

function makeSilence(): MediaStreamTrack {
  const [track] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new Error('nothing comes out of an audio context');
  return track;
}

function parseFault(text: string | null): Pick<FakeCallOptions, 'fault'> {
  const faults = ['denied', 'missing', 'busy', 'insecure', 'unknown'] as const;
  const fault = faults.find((one) => one === text);
  return fault ? { fault } : {};
}

function parseEntry(text: string | null): Pick<FakeCallOptions, 'entry'> {
  const entry = (['free', 'ask', 'locked', 'full', 'unknown'] as const).find((one) => one === text);
  return entry ? { entry } : {};
}

const isProblem = (text: string): text is CallProblem => Object.hasOwn(en.problems, text);

function parseEnd(text: string | null): FakeCallOptions['ends'] {
  return text === 'waiting' || text === 'left' ? text : endReason.safeParse(text).data;
}

function parseView(query: URLSearchParams): Partial<CallView> {
  const [panel, dialog] = [query.get('panel'), query.get('dialog')];
  return {
    ...((panel === 'chat' || panel === 'people') && { panel }),
    ...(isDialog(dialog) && { dialog }),
    hasCaptions: query.has('captions'),
    ...(query.get('layout') === 'speaker' && { layout: 'speaker' }),
  };
}

const isDialog = (text: string | null): text is NonNullable<CallView['dialog']> =>
  text === 'settings' || text === 'invite' || text === 'shortcuts' || text === 'statistics';

/** `/dev/call?people=5` and more (README): pages to look at without a server. */
export const DevCall = () => (
  <RoomPage roomId="looking-around" openSession={openSession} view={parseView(new URLSearchParams(location.search))} />
);
