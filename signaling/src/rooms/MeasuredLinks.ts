import type { RoomId } from '@confab/protocol';
import type { MeasuredLink } from '@confab/protocol/control';

export type LinkTotals = {
  readonly upKbps: number;
  readonly downKbps: number;
  /** Peers of whom, or to whom, more is lost than a conversation bears. */
  readonly lossyUp: number;
  readonly lossyDown: number;
  /** Pictures that come smaller than they are shown, for want of bandwidth. */
  readonly lowered: number;
};

/** A share of the packets that nothing can hide any more. */
const LOSSY = 0.05;

/** What the sfu last measured of every room's peers. */
export class MeasuredLinks {
  readonly #rooms = new Map<RoomId, readonly MeasuredLink[]>();

  hear(roomId: RoomId, links: readonly MeasuredLink[]): void {
    this.#rooms.set(roomId, links);
  }

  forget(roomId: RoomId): void {
    this.#rooms.delete(roomId);
  }

  get totals(): LinkTotals {
    const links = [...this.#rooms.values()].flat();
    const sum = (of: (link: MeasuredLink) => number) => links.reduce((total, link) => total + of(link), 0);
    return {
      upKbps: sum(({ up }) => up.kbps),
      downKbps: sum(({ down }) => down.kbps),
      lossyUp: sum(({ up }) => Number(up.loss > LOSSY)),
      lossyDown: sum(({ down }) => Number(down.loss > LOSSY)),
      lowered: sum(({ lowered = 0 }) => lowered),
    };
  }
}
