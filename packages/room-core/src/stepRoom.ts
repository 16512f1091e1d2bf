import type { Step } from './RoomEffect.ts';
import type { RoomInput } from './RoomInput.ts';
import type { RoomState } from './RoomState.ts';
import * as captions from './captions.ts';
import * as chat from './chat.ts';
import * as healing from './healing.ts';
import * as media from './media.ts';
import * as moderation from './moderation.ts';
import * as restart from './restart.ts';
import * as seats from './seats.ts';
import * as sources from './sources.ts';
import * as waiting from './waiting.ts';
import { andThen } from './step.ts';
import * as topology from './topology.ts';

/** The rules of a room (SPEC.md): what a room becomes when something happens to it, and what is to be done about it. */
export function stepRoom(room: RoomState, input: RoomInput): Step {
  return andThen(followRule(room, input), topology.reconsiderTopology);
}

function followRule(room: RoomState, input: RoomInput): Step {
  switch (input.type) {
    case 'joined':
      return seats.onJoined(room, input);
    case 'left':
      return seats.onLeft(room, input);
    case 'sessionLost':
      return seats.onSessionLost(room, input);
    case 'sessionResumed':
      return seats.onSessionResumed(room, input);
    case 'timerRang':
      return seats.onTimerRang(room, input);
    case 'mediaReset':
      return media.onMediaReset(room, input);
    case 'receivingStarted':
      return media.onReceivingStarted(room, input);
    case 'consumersOpened':
      return media.onConsumersOpened(room, input);
    case 'speakersHeard':
      return media.onSpeakersHeard(room, input);
    case 'captionSaid':
      return captions.onCaptionSaid(room, input);
    case 'sourceRequested':
      return sources.onRequested(room, input);
    case 'sourceOpened':
      return sources.onOpened(room, input);
    case 'sourceFailed':
      return sources.onFailed(room, input);
    case 'sourceClosed':
      return sources.onClosed(room, input);
    case 'muteSet':
      return sources.onMuteSet(room, input);
    case 'knocked':
      return waiting.onKnocked(room, input);
    case 'waitEnded':
      return waiting.onWaitEnded(room, input);
    case 'moderated':
      return moderation.onModerated(room, input);
    case 'chatSent':
      return chat.onChatSent(room, input);
    case 'reacted':
      return chat.onReacted(room, input);
    case 'handSet':
      return chat.onHandSet(room, input);
    case 'directAllowed':
      return topology.onDirectAllowed(room, input);
    case 'directFailed':
      return topology.onDirectFailed(room, input);
    case 'signalSent':
      return topology.onSignalSent(room, input);
    case 'renewalAsked':
      return healing.onRenewalAsked(room, input);
    case 'unheardReported':
      return healing.onUnheardReported(room, input);
    case 'restarted':
      return restart.onRestarted(room, input);
    default:
      return assertNever(input);
  }
}

function assertNever(value: never): never {
  throw new Error(`no rule for ${JSON.stringify(value)}`);
}
