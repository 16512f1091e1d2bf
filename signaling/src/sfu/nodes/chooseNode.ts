import type { DirectoryNode } from './Directory.ts';

/** What a room that has just been placed is taken to add to the load of one worker, until the node says what it is. */
const LOAD_OF_A_ROOM = 0.05;

export type ChooseNode = (nodes: readonly DirectoryNode[]) => DirectoryNode | undefined;

/**
 * Power of two choices: of two nodes at random the less loaded one. Loads are always a little old, and whoever took the
 * least loaded of all would send a whole burst of rooms to one node.
 */
export function createChooseNode(random: () => number): ChooseNode {
  return (nodes) => {
    const takers = nodes.filter(({ draining }) => !draining);
    const [first, second] = [take(takers, random), take(takers, random)];
    if (!first || !second) return first;
    return expectedLoad(second) < expectedLoad(first) ? second : first;
  };
}

const expectedLoad = ({ load, workers, recentPlacements }: DirectoryNode): number =>
  load + (recentPlacements * LOAD_OF_A_ROOM) / workers;

function take<T>(from: T[], random: () => number): T | undefined {
  return from.splice(Math.floor(random() * from.length), 1)[0];
}
