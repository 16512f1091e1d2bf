import type { Params, PeerId, Result } from '@confab/protocol';
import { ProtocolError } from '@confab/protocol';
import type { Metrics } from '../metrics.ts';
import type { Client } from '../rooms/Client.ts';
import type { Lobby } from '../rooms/Lobby.ts';
import type { RoomHost } from '../rooms/RoomHost.ts';
import type { Rooms } from '../rooms/Rooms.ts';
import type { Pass, TokenGate } from '../tokens/TokenGate.ts';
import type { Seat } from './Seat.ts';

export type EntranceOptions = {
  readonly rooms: Rooms;
  readonly tokens: Pick<TokenGate, keyof TokenGate>;
  readonly metrics: Pick<Metrics, 'resumeSettled'>;
  /** The visitor's, for limits alone. */
  readonly address?: string;
};

type Entered<R> = { readonly seat: Seat; readonly result: R };

/** The ways into a room for one client: with its token or without, new or back again, or only up to the door. */
export class Entrance {
  readonly #options: EntranceOptions;
  readonly #client: Client;
  /** What this visitor has prepared, until it is in the room. */
  #lobby: Lobby | undefined;

  constructor(options: EntranceOptions, client: Client) {
    this.#options = options;
    this.#client = client;
  }

  async look(params: Params<'look'>): Promise<Result<'look'>> {
    this.#options.rooms.assertOpen();
    const passing = this.passOf(params);
    const pass = passing && (await passing);
    return this.#options.rooms.look(params.roomId, pass?.grants.role);
  }

  /** Prepares the way in, as far as the visitor may go and there is a place for it; nothing of it is seen inside. */
  async warmUp({ roomId, upTo }: Params<'warmUp'>, pass: Pass | undefined): Promise<Result<'warmUp'>> {
    const { rooms, address = '' } = this.#options;
    const room = rooms.find(roomId);
    if (this.#lobby?.isOver === false && this.#lobby.room === room) return {};
    this.#lobby?.end();
    const lobby = room?.lobbies.enter({ client: this.#client, role: pass?.grants.role, address, upTo });
    this.#lobby = lobby;
    const media = await lobby?.open();
    return media ? { media } : {};
  }

  /** @throws ProtocolError `notFound` where there is none, or none any more. */
  lobby(): Lobby {
    if (!this.#lobby) throw new ProtocolError('notFound', 'no such transport');
    return this.#lobby;
  }

  leaveLobby(): void {
    this.#lobby?.end();
  }

  /** Where it waits from now on, unless it has been let in or turned away already. */
  async knock(params: Params<'knock'>): Promise<{ readonly room: RoomHost; readonly peerId: PeerId }> {
    const passing = this.passOf(params);
    const pass = passing && (await passing);
    if (!this.#client.isOpen()) throw new ProtocolError('unavailable', 'the connection was lost');
    const displayName = pass?.grants.name ?? params.displayName;
    const room = this.#options.rooms.open(params.roomId);
    const newcomer = { displayName, client: this.#client, pass, lobby: this.#lobbyOf(room), warm: params.warm };
    return { room, peerId: room.visitors.knock(newcomer) };
  }

  async join(params: Params<'join'>): Promise<Entered<Result<'join'>>> {
    const passing = this.passOf(params);
    const pass = passing && (await passing);
    const room = this.#options.rooms.open(params.roomId);
    const displayName = pass?.grants.name ?? params.displayName;
    const lobby = this.#lobbyOf(room);
    const result = await room.join({ displayName, client: this.#client, pass, lobby, warm: params.warm });
    return { seat: this.toSeat(room, result.peerId), result: { ...result, ...this.timeLeft(pass) } };
  }

  async resume({ roomId, peerId, ...rest }: Params<'resume'>): Promise<Entered<Result<'resume'>>> {
    const room = this.#options.rooms.find(roomId);
    if (!room) throw new ProtocolError('notFound', 'no such seat');
    const result = await room.resume({ ...rest, peerId, client: this.#client });
    this.#options.metrics.resumeSettled(howResumed(result));
    return { seat: this.toSeat(room, peerId), result: { ...result, ...this.timeLeft(room.passes.of(peerId)) } };
  }

  async refreshToken(seat: Seat): Promise<Result<'refreshToken'>> {
    const { room, peerId } = seat;
    const { tokens } = this.#options;
    const pass = room.passes.of(peerId);
    if (!pass) throw new ProtocolError('forbidden', 'this seat has no token to renew');
    const renewed = await tokens.renew(room.roomId, pass);
    if (!seat.isHeld()) throw new ProtocolError('notFound', 'no such seat');
    room.passes.hold(peerId, renewed.pass);
    return { token: renewed.token, tokenExpiresInMs: tokens.timeLeftMs(renewed.pass) };
  }

  toSeat(room: RoomHost, peerId: PeerId): Seat {
    return { room, peerId, isHeld: () => room.isHeldBy(peerId, this.#client) };
  }

  timeLeft(pass: Pass | undefined): Pick<Result<'join'>, 'tokenExpiresInMs'> {
    return pass ? { tokenExpiresInMs: this.#options.tokens.timeLeftMs(pass) } : {};
  }

  /** The lobby that somebody enters this room from; one of another room is of no use any more. */
  #lobbyOf(room: RoomHost): Lobby | undefined {
    const lobby = this.#lobby;
    if (lobby?.room === room && !lobby.isOver) return lobby;
    lobby?.end();
    return undefined;
  }

  /** @throws ProtocolError why nobody may come in with this token, or without one. */
  passOf({ roomId, token }: Pick<Params<'join'>, 'roomId' | 'token'>): Promise<Pass | undefined> | undefined {
    const { tokens } = this.#options;
    return token === undefined ? tokens.admitWithout() : tokens.admit(roomId, token);
  }
}

/** What a resume had to tell: nothing, the missed events, or the whole room because the log did not reach back. */
function howResumed({ missed }: Result<'resume'>): string {
  if ('room' in missed) return 'snapshot';
  return missed.events.length > 0 ? 'replayed' : 'resumed';
}
