import { CallSession, toSignalingUrl } from '@confab/client';

const wish = new URLSearchParams(location.search);
const session = new CallSession({
  roomId: wish.get('room') ?? 'example',
  displayName: wish.get('name') ?? 'Example',
  signalingUrl: toSignalingUrl(location),
});
const button = (id: string) => document.getElementById(id) as HTMLButtonElement;
const players = new Map<string, HTMLMediaElement>();

/** Plays everything that is there, and nothing that is not. The own voice is not played back. */
function draw() {
  const { state, media, self, peers, problem } = session.getSnapshot();
  const people = peers.map(({ displayName }) => displayName).join(', ');
  button('state').textContent = problem ?? `${state}, media ${media}, with ${people || 'nobody'}`;
  button('mute').textContent = self.microphone.wanted ? 'Mute' : 'Unmute';
  button('join').hidden = state !== 'lobby';
  const shown = [self.camera, ...peers.flatMap(({ sources }) => sources)].flatMap(({ trackId }) => trackId ?? []);
  for (const trackId of [...players.keys(), ...shown]) play(trackId, shown.includes(trackId));
}

function play(trackId: string, isShown: boolean) {
  const track = isShown ? session.tracks.get(trackId) : undefined;
  const player = players.get(trackId);
  if (!track) {
    player?.remove();
    players.delete(trackId);
    return;
  }
  const element = player ?? document.body.appendChild(document.createElement(track.kind as 'audio' | 'video'));
  players.set(trackId, element);
  element.id = trackId;
  element.autoplay = true;
  element.muted = track.kind === 'video'; // Voices are tracks of their own.
  if (element instanceof HTMLVideoElement) element.playsInline = true;
  const playing = element.srcObject instanceof MediaStream ? element.srcObject.getTracks()[0] : undefined;
  if (playing !== track) element.srcObject = new MediaStream([track]); // A repair brings another one.
}

session.subscribe(draw);
session.tracks.subscribe(draw);
button('join').onclick = () => void session.join();
button('mute').onclick = () => void session.setMicrophone(!session.getSnapshot().self.microphone.wanted);
Object.assign(globalThis, { session }); // To look around with, in the browser's console.
await session.openLobby();
