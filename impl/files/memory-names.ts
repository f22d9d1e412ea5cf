/**
 * The names of a simulated disk, twice: as programs see them, and as they are on the platter. A creation, removal or
 * rename lies between the two until its directory is synced.
 *
 * @module
 */
import { directoryOf } from "./files.ts"
import type { Content } from "./memory-content.ts"

type Change =
  | { readonly dir: string; readonly create: string; readonly content: Content }
  | { readonly dir: string; readonly remove: string }
  | { readonly dir: string; readonly rename: string; readonly to: string; readonly content: Content }

const apply = (change: Change, names: Map<string, Content>): void => {
  if ("create" in change) names.set(change.create, change.content)
  else if ("remove" in change) names.delete(change.remove)
  else {
    if (names.get(change.rename) === change.content) names.delete(change.rename)
    names.set(change.to, change.content)
  }
}

export class Names {
  private visible = new Map<string, Content>()
  private durable = new Map<string, Content>()
  private unsynced: Change[] = []

  get(path: string): Content | undefined {
    return this.visible.get(path)
  }

  paths(): IterableIterator<string> {
    return this.visible.keys()
  }

  create(path: string, content: Content): void {
    this.change({ dir: directoryOf(path), create: path, content })
  }

  remove(path: string): void {
    this.change({ dir: directoryOf(path), remove: path })
  }

  rename(from: string, to: string, content: Content): void {
    this.change({ dir: directoryOf(from), rename: from, to, content })
  }

  sync(dir: string): void {
    for (const change of this.unsynced) if (change.dir === dir) apply(change, this.durable)
    this.unsynced = this.unsynced.filter((change) => change.dir !== dir)
  }

  /** Each unsynced change stays or is lost by itself; a rename does so as a whole. */
  powerLoss(random: () => number): void {
    for (const change of this.unsynced) if (random() < 0.5) apply(change, this.durable)
    this.unsynced = []
    this.visible = new Map(this.durable)
  }

  contents(): Set<Content> {
    return new Set(this.visible.values())
  }

  private change(change: Change): void {
    apply(change, this.visible)
    this.unsynced.push(change)
  }
}
