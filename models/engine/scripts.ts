/**
 * How each state of a reduced search was reached: its parent, and the transitions in between, which may be several.
 *
 * @module
 */
import { grown } from "./arrays.ts"

export class Scripts {
  private parents: Int32Array = new Int32Array(1 << 12)
  /** A transition, or −2 minus the number of a list of them. */
  private via: Int32Array = new Int32Array(1 << 12)
  private readonly lists: (readonly number[])[] = []
  private readonly known = new Map<string, number>()
  private current: number[] = []

  begin(): void {
    this.current = []
  }

  add(t: number): void {
    this.current.push(t)
  }

  /** State `state` was reached from `parent` by what was added since `begin`. */
  keep(state: number, parent: number): void {
    this.parents = grown(this.parents, state + 1)
    this.via = grown(this.via, state + 1)
    this.parents[state] = parent
    this.via[state] = this.id(this.current)
  }

  /** The transitions from the initial state to this one. */
  to(state: number): readonly number[] {
    const parts: (readonly number[])[] = []
    for (let at = state; at >= 0; at = this.parents[at] as number) parts.push(this.of(this.via[at] as number))
    return parts.reverse().flat()
  }

  /** The transitions of a script. */
  of(id: number): readonly number[] {
    return id >= 0 ? [id] : (this.lists[-2 - id] as readonly number[])
  }

  /** The number of a script. */
  id(list: readonly number[]): number {
    if (list.length === 1) return list[0] as number
    const text = list.join()
    const known = this.known.get(text)
    if (known !== undefined) return known
    const id = -2 - this.lists.length
    this.known.set(text, id)
    this.lists.push(list)
    return id
  }
}
