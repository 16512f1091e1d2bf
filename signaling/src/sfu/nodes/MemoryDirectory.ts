import type { Directory, DirectoryNode, NodeState } from './Directory.ts';

/** The nodes that this process has links to. */
export class MemoryDirectory implements Directory {
  readonly #nodes = new Map<string, DirectoryNode>();

  announce(key: string, state: NodeState): void {
    this.#nodes.set(key, { ...state, key, recentPlacements: 0 });
  }

  forget(key: string): void {
    this.#nodes.delete(key);
  }

  placed(key: string): void {
    const node = this.#nodes.get(key);
    if (node) this.#nodes.set(key, { ...node, recentPlacements: node.recentPlacements + 1 });
  }

  nodes(): readonly DirectoryNode[] {
    return [...this.#nodes.values()];
  }
}
