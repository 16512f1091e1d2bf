import type { RoomId } from '@confab/protocol';
import { ProtocolError, toWireError } from '@confab/protocol';
import type { ControlFactData, ControlMethod, ControlParams, ControlResult } from '@confab/protocol/control';
import type { Clock } from '@confab/rpc';
import type { Log } from '../../log.ts';
import type { SfuFact, SfuListener, SfuPort } from '../SfuPort.ts';
import type { ChooseNode } from './chooseNode.ts';
import type { Directory } from './Directory.ts';

/** The link to one sfu. */
export type NodeLink = {
  readonly isReady: boolean;
  readonly openCalls: number;
  start(listener: SfuListener): void;
  stop(): void;
  call<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>>;
};

export type SfuNodesOptions = {
  /** By the address that each is dialled at. */
  readonly links: ReadonlyMap<string, NodeLink>;
  readonly directory: Directory;
  readonly chooseNode: ChooseNode;
  readonly clock: Clock;
  readonly log: Log;
};

/** `unknown` until it has answered or failed once. `down`: the link is cut, its rooms may well go on. */
type Node = { readonly key: string; readonly link: NodeLink; state: 'unknown' | 'ready' | 'down'; cancel: () => void };

/** A node that cannot be reached for so long is given up, when another one can take its rooms. */
export const GONE_AFTER_MS = 10_000;
/** How long the first node that answers waits for the others, before rooms of an earlier process are taken over. */
export const MEET_WITHIN_MS = 3_000;

/** All sfu nodes as one: each room lives on one of them, and goes to another one when that is gone. */
export class SfuNodes implements SfuPort {
  readonly #options: SfuNodesOptions;
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #rooms = new Map<RoomId, Node>();
  #listener: SfuListener | undefined;
  /** The first nodeReady, until all nodes are known. */
  #met: ControlFactData<'nodeReady'> | undefined;
  #hasMet = false;
  #cancelMeeting: () => void = () => undefined;

  constructor(options: SfuNodesOptions) {
    this.#options = options;
    this.#nodes = new Map(
      [...options.links].map(([key, link]) => [key, { key, link, state: 'unknown' as const, cancel: () => undefined }]),
    );
  }

  get isReady(): boolean {
    return this.#all.some(({ link }) => link.isReady);
  }

  isReadyFor(roomId: RoomId): boolean {
    return this.#rooms.get(roomId)?.link.isReady ?? this.isReady;
  }

  get openCalls(): number {
    return this.#all.reduce((sum, { link }) => sum + link.openCalls, 0);
  }

  get counts(): { readonly ready: number; readonly draining: number } {
    const ready = this.#options.directory.nodes().filter(({ key }) => this.#nodes.get(key)?.link.isReady);
    return { ready: ready.length, draining: ready.filter(({ draining }) => draining).length };
  }

  start(listener: SfuListener): void {
    this.#listener = listener;
    for (const node of this.#all)
      node.link.start({
        onFact: (fact) => this.#onFact(node, fact),
        onStopped: () => this.#onStopped(node),
        onDown: () => this.#onDown(node),
      });
  }

  stop(): void {
    this.#listener = undefined;
    this.#cancelMeeting();
    for (const { link, cancel } of this.#all) {
      cancel();
      link.stop();
    }
  }

  async call<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>> {
    const roomId = 'roomId' in params ? params.roomId : undefined;
    const node = roomId === undefined ? this.#anyReady() : this.#rooms.get(roomId);
    if (roomId !== undefined && !node && method === 'openPeer') return this.#place(roomId, { method, params });
    // A single node is asked what it does not have, too: it says so itself.
    const asked = node ?? (this.#nodes.size === 1 ? this.#all[0] : undefined);
    if (!asked) throw new ProtocolError('notFound', 'no media server has this room');
    const result = await asked.link.call(method, params);
    if (roomId !== undefined && method === 'closeRoom' && this.#rooms.get(roomId) === asked) this.#rooms.delete(roomId);
    return result;
  }

  get #all(): readonly Node[] {
    return [...this.#nodes.values()];
  }

  #anyReady(): Node | undefined {
    return this.#all.find(({ link }) => link.isReady);
  }

  /** On the node that is chosen or, when that one is full, on another one. */
  async #place<M extends ControlMethod>(
    roomId: RoomId,
    { method, params }: { method: M; params: ControlParams<M> },
  ): Promise<ControlResult<M>> {
    const tried = new Set<string>();
    let refusal: unknown = new ProtocolError('unavailable', 'there is no media server now');
    for (let node = this.#choose(tried); node; node = this.#choose(tried)) {
      tried.add(node.key);
      this.#rooms.set(roomId, node);
      this.#options.directory.placed(node.key);
      try {
        return await node.link.call(method, params);
      } catch (cause) {
        refusal = cause;
        const isFull = toWireError(cause).code === 'limitExceeded';
        // Others may have come to the room meanwhile; they have it there, or it was given up already.
        if (!isFull || this.#rooms.get(roomId) !== node) throw cause;
        this.#rooms.delete(roomId);
      }
    }
    throw refusal;
  }

  #choose(tried: ReadonlySet<string>): Node | undefined {
    const { directory, chooseNode } = this.#options;
    const isReady = (key: string) => this.#nodes.get(key)?.link.isReady === true;
    const chosen = chooseNode(directory.nodes().filter(({ key }) => isReady(key) && !tried.has(key)));
    return chosen && this.#nodes.get(chosen.key);
  }

  #onFact(node: Node, fact: SfuFact): void {
    if (fact.name === 'nodeReady') this.#onReady(node, fact.data);
    else if (fact.name === 'nodeChanged') this.#announce(node, fact.data);
    // What a node says of a room that has been given to another one is of the past.
    else if (!('roomId' in fact.data) || this.#rooms.get(fact.data.roomId) === node) this.#listener?.onFact(fact);
  }

  #onReady(node: Node, ready: ControlFactData<'nodeReady'>): void {
    node.state = 'ready';
    node.cancel();
    this.#announce(node, ready);
    const held = new Set(ready.roomIds);
    for (const [roomId, owner] of this.#rooms) if (owner === node && !held.has(roomId)) this.#rooms.delete(roomId);
    for (const roomId of held) this.#adopt(node, roomId);
    if (this.#hasMet) this.#tellReady(ready);
    else this.#meet(ready);
  }

  #adopt(node: Node, roomId: RoomId): void {
    const owner = this.#rooms.get(roomId);
    if (!owner) this.#rooms.set(roomId, node);
    else if (owner !== node)
      // It came back after its rooms were given to others.
      node.link
        .call('closeRoom', { roomId })
        .catch(() => this.#options.log.warn({}, 'a room that has moved stays on its old node'));
  }

  /** Who takes rooms over has to hear of all of them at once. */
  #meet(ready: ControlFactData<'nodeReady'> | undefined): void {
    this.#met ??= ready;
    if (!this.#met) return;
    if (this.#all.some(({ state }) => state === 'unknown')) {
      this.#cancelMeeting();
      this.#cancelMeeting = this.#options.clock.after(MEET_WITHIN_MS, () => this.#endMeeting());
    } else this.#endMeeting();
  }

  #endMeeting(): void {
    this.#cancelMeeting();
    this.#hasMet = true;
    if (this.#met) this.#tellReady(this.#met);
  }

  #tellReady(ready: ControlFactData<'nodeReady'>): void {
    this.#listener?.onFact({ name: 'nodeReady', data: { ...ready, roomIds: [...this.#rooms.keys()] } });
  }

  #announce(node: Node, { load = 0, draining = false, version, workers }: Announced): void {
    const known = this.#options.directory.nodes().find(({ key }) => key === node.key);
    this.#options.directory.announce(node.key, {
      workers: workers ?? known?.workers ?? 1,
      load,
      draining,
      ...((version ?? known?.version) && { version: version ?? known?.version }),
    });
  }

  /** It said goodbye, or nobody listens at its port: what it had is gone. */
  #onStopped(node: Node): void {
    node.state = 'down';
    node.cancel();
    this.#giveUp(node);
    if (!this.#hasMet) this.#meet(undefined);
  }

  #onDown(node: Node): void {
    const wasReady = node.state === 'ready';
    node.state = 'down';
    if (!this.#hasMet) this.#meet(undefined);
    if (!wasReady || this.#nodes.size === 1) return;
    const judge = () => {
      if (this.isReady) this.#giveUp(node);
      // Better late there than never anywhere.
      else node.cancel = this.#options.clock.after(GONE_AFTER_MS, judge);
    };
    node.cancel();
    node.cancel = this.#options.clock.after(GONE_AFTER_MS, judge);
  }

  #giveUp(node: Node): void {
    this.#options.directory.forget(node.key);
    const roomIds = [...this.#rooms].flatMap(([roomId, owner]) => (owner === node ? [roomId] : []));
    for (const roomId of roomIds) this.#rooms.delete(roomId);
    if (this.#nodes.size === 1) this.#listener?.onStopped();
    else if (roomIds.length > 0) this.#listener?.onFact({ name: 'roomsLost', data: { roomIds, reason: 'nodeGone' } });
  }
}

type Announced = Partial<Pick<ControlFactData<'nodeReady'>, 'load' | 'draining' | 'version' | 'workers'>>;
