import type { CallProblem, DeviceFault } from '@confab/client';

type Advice = { readonly title: string; readonly cure: string };

const microphoneFaults: Record<DeviceFault, string> = {
  denied: 'The browser may not use the microphone. Allow it beside the address bar, then press Unmute.',
  missing: 'No microphone was found. Plug one in, then press Unmute.',
  busy: 'Another program is using the microphone. Close it there, then press Unmute.',
  insecure: 'Browsers give a microphone to secure pages only. Open this page with https.',
  unknown: 'The microphone did not start. Press Unmute to try again.',
};

const cameraFaults: Record<DeviceFault, string> = {
  denied: 'The browser may not use the camera. Allow it beside the address bar, then press Start video.',
  missing: 'No camera was found. Plug one in, then press Start video.',
  busy: 'Another program is using the camera. Close it there, then press Start video.',
  insecure: 'Browsers give a camera to secure pages only. Open this page with https.',
  unknown: 'The camera did not start. Press Start video to try again.',
};

const problems: Record<CallProblem, Advice> = {
  noWebRtc: {
    title: 'This browser cannot make calls',
    cure: 'It has no WebRTC, or it is switched off. Open this link in a current Chrome, Edge, Firefox or Safari.',
  },
  insecureContext: {
    title: 'This page is not secure',
    cure: 'Browsers make calls on secure pages only. Open the same address with https, or use localhost on this machine.',
  },
  roomFull: {
    title: 'This meeting is full',
    cure: 'Nobody else fits in. Try again when somebody has left.',
  },
  roomLocked: {
    title: 'This meeting is locked',
    cure: 'A host lets nobody new in at the moment. Ask them to unlock the meeting, then try again.',
  },
  unsupportedVersion: {
    title: 'This page is out of date',
    cure: 'The server was updated meanwhile. Reload the page, then join again.',
  },
  replaced: {
    title: 'You joined somewhere else',
    cure: 'The call goes on in another window or on another device. You can take it back here.',
  },
  badRoom: {
    title: 'There is no such meeting',
    cure: 'The link is not complete, or it was mistyped. Ask for it again, or start a meeting of your own.',
  },
  refused: {
    title: 'You cannot join this meeting',
    cure: 'The server did not let you in. Ask whoever invited you for a new link.',
  },
  unauthorized: {
    title: 'You need a new invitation',
    cure: 'This invitation is not valid any more. Ask for a new link.',
  },
  unavailable: {
    title: 'The server cannot be reached',
    cure: 'Check your connection and try again. If others cannot join either, the server may be down.',
  },
  internal: {
    title: 'Something went wrong',
    cure: 'That is our fault, not yours. Try again in a moment.',
  },
};

/** Everything the pages say, in English. Another language is another object of this type. */
export const en = {
  product: 'Confab',
  home: 'Home',
  loading: 'Loading…',

  landing: {
    title: 'Good talk needs no account.',
    pitch: 'Start a meeting, send the link, see each other. It all runs on this server, and nowhere else.',
    newMeeting: 'New meeting',
    starting: 'Starting…',
    or: 'or',
    codeOrLink: 'Meeting code or link',
    join: 'Join',
    codeNeeded: 'Enter the code or the link that you were sent.',
    codeUnknown: 'That is no meeting code, and no link to a meeting.',
    createFailed: 'The server did not start a meeting. Check your connection and try again.',
  },

  lobby: {
    title: 'Ready to join?',
    preview: 'Your preview',
    name: 'Your name',
    join: 'Join',
    joining: 'Joining…',
    nameNeeded: 'Enter your name, so that the others know who you are.',
    nameUnfit: 'Use a shorter name, without control characters.',
    cameraOff: 'Your camera is off',
    cameraStarting: 'Starting the camera…',
    cameraFailed: 'No picture from the camera',
    mayJoinAnyway: 'You can join without it.',
    level: 'Microphone level',
  },

  devices: {
    microphone: 'Microphone',
    camera: 'Camera',
    speaker: 'Speaker',
    systemDefault: 'System default',
    noMicrophone: 'No microphone',
    noCamera: 'No camera',
    numbered: (kind: string, number: number) => `${kind} ${number}`,
    microphoneFaults,
    cameraFaults,
  },

  call: {
    controls: 'Call controls',
    participants: 'Participants',
    mute: 'Mute',
    unmute: 'Unmute',
    stopVideo: 'Stop video',
    startVideo: 'Start video',
    more: 'More',
    leave: 'Leave',
    copyLink: 'Copy invite link',
    linkCopied: 'Link copied',
    inviteLink: 'Invite link',
    copy: 'Copy',
    copied: 'Copied',
    fullScreen: 'Full screen',
    exitFullScreen: 'Exit full screen',
    aloneTitle: 'You are the first one here',
    aloneCure: 'Send this link to whoever you want to talk to.',
    you: (name: string) => `${name} (you)`,
    screenOf: (name: string) => `${name}'s screen`,
    microphoneOff: 'Microphone off',
    dismiss: 'Dismiss',
    connectionLost: 'Connection lost',
    hearOthers: 'Click to hear the others',
    joined: (names: readonly string[]) => `${list(names)} joined`,
    left: (names: readonly string[]) => `${list(names)} left`,
  },

  banner: {
    reconnecting: 'Reconnecting… you can go on talking.',
    connecting: 'Connecting sound and picture…',
    repairing: 'Sound and picture are being repaired…',
    failed: 'Sound and picture do not get through. Check your network or firewall; we keep trying.',
  },

  joining: { title: 'Joining…' },
  left: { title: 'You left the meeting', rejoin: 'Rejoin' },
  problems,
  problemActions: { retry: 'Try again', reload: 'Reload', takeBack: 'Use it here' },
  notFound: { title: 'There is nothing here', cure: 'The address may be mistyped.' },
  crash: {
    title: 'This page stopped working',
    cure: 'A part of it did not load, or failed. Reload the page; a meeting that you were in goes on.',
    reload: 'Reload',
  },
};

export type Text = typeof en;

function list(names: readonly string[]): string {
  const [first = '', second] = names;
  if (names.length === 1) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} others`;
}
