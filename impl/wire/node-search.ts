/**
 * Is there a run of the rules that says what this node has said? Depth first: what it hears it handles when it answers, and answers to
 * its own requests it looks at as they come. Where that does not lead to what was seen, something hidden is put in before; where nothing
 * helps there, something is put in, or taken in later, before an earlier item, the nearest first, and what followed is said again; then
 * two such things. Far enough behind, what was found stands.
 *
 * @module
 */
import { DLedgerResponseCode } from "../dledger/bodies.ts"
import { broughtBack, type Configuration, handle, isSame, keyOf, lookAt, restarted, shown } from "./configuration.ts"
import { handledEarly, hidden } from "./hidden.ts"
import type { Item, Rpc } from "./traffic.ts"

/** Items that are kept: how far back something may be put in. */
const WINDOW = 2_048
/** How far back, where one thing is put in, and where a second one is. */
const BACK = [400, 24] as const
/** Hidden things between two items: where the search is stuck, and where what followed is said again. */
const DEPTH = 4
const DEPTH_AGAIN = 4
/** Configurations to go on from, of each depth. */
const BREADTH = 12
/** Steps of the rules until it gives up. */
const BUDGET = 30_000
/** Answers that it may be slow to look at. */
const LATE = 32
/** Requests that were never answered. */
const UNANSWERED = 2_048

export interface Stuck {
  /** What no run of the rules says, of those that were tried. */
  readonly item: Exclude<Item, { readonly kind: "loses a connection" }>
  /** How the node was before, where nothing is put in. */
  readonly before: Configuration
  /** Steps of the rules that were tried. */
  readonly tried: number
}

export class NodeSearch {
  #items: Item[] = []
  /** Before item i the node is as `#line[i]`. */
  #line: Configuration[]
  #tried = 0
  #waiting = new Map<number, readonly Rpc[]>()
  /** Heard before the window, and not answered since. */
  #unanswered: Rpc[] = []
  #stuck: Stuck | undefined

  constructor(start: Configuration) {
    this.#line = [start]
  }

  get stuck(): Stuck | undefined {
    return this.#stuck
  }

  /** After all that was explained. */
  get last(): Configuration {
    return this.#line[this.#line.length - 1] as Configuration
  }

  take(item: Item): void {
    if (this.#stuck !== undefined) return
    const at = this.#items.push(item) - 1
    const before = this.last
    const [after] = this.#outcomes(before, item, at)
    if (after !== undefined) this.#line.push(after)
    else {
      this.#tried = 0
      const found = this.#passing(before, at, item, DEPTH) ?? this.#handledBefore(this.#line, at) ?? this.#repaired(this.#line, at, at, 0)
      if (found === undefined) this.#stuck = { item: item as Stuck["item"], before, tried: this.#tried }
      else if (Array.isArray(found)) this.#line = found as Configuration[]
      else this.#line.push(found as Configuration)
      this.#waiting.clear()
    }
    if (this.#items.length > 2 * WINDOW) this.#settle(this.#items.length - WINDOW)
  }

  /** The configuration behind this item, with as few hidden things before it as it takes. */
  #passing(before: Configuration, at: number, goal: Item, depth: number): Configuration | undefined {
    const item = this.#items[at] as Item
    let frontier: readonly Configuration[] = [before]
    const known = new Set<string>()
    for (let left = depth; left > 0; left--) {
      const next: Configuration[] = []
      for (const from of frontier)
        for (const filled of hidden(from, goal, this.#waitingAt(at))) {
          if (++this.#tried > BUDGET) return undefined
          const [after] = this.#outcomes(filled, item, at)
          if (after !== undefined) return after
          if (left === 1 || next.length >= BREADTH) continue
          const key = keyOf(filled)
          if (known.has(key)) continue
          known.add(key)
          next.push(filled)
        }
      frontier = next
    }
    return undefined
  }

  /**
   * The line up to behind an answer that came late: its request was handled before answers that were seen earlier, perhaps in the place
   * of another that begins with the same entry. The nearest place first.
   */
  #handledBefore(line: readonly Configuration[], goal: number): readonly Configuration[] | undefined {
    const aim = this.#items[goal] as Item
    if (aim.kind !== "answers") return undefined
    for (const from of this.#places(goal, 1, BACK[0])) {
      if (this.#tried > BUDGET || !this.#waitingAt(from).includes(aim.rpc)) return undefined
      const [after] = this.#outcomes(handledEarly(line[from] as Configuration, aim.rpc), this.#items[from] as Item, from)
      this.#tried++
      if (after === undefined) continue
      const again = this.#again([...line.slice(0, from + 1), after], goal)
      if (again.length === goal + 2) return again
    }
    return undefined
  }

  /**
   * The line of configurations up to behind the goal, with something else before one of the items in front of `at`; where that
   * does not come to the goal, with a second thing.
   */
  #repaired(line: readonly Configuration[], at: number, goal: number, put: number): readonly Configuration[] | undefined {
    const aim = this.#items[goal] as Item
    const dead = new Set<string>()
    const ends: { readonly line: readonly Configuration[]; readonly at: number }[] = []
    for (const from of this.#places(at, put)) {
      for (const other of this.#others(line[from] as Configuration, from, aim)) {
        if (this.#tried > BUDGET) return undefined
        const key = `${from} ${keyOf(other)}`
        if (dead.has(key)) continue
        dead.add(key)
        const again = this.#again([...line.slice(0, from + 1), other], goal)
        if (again.length === goal + 2) return again
        if (at - from <= BACK[1] && again.length > from + 2) ends.push({ line: again, at: again.length - 1 })
      }
    }
    if (put > 0) return undefined
    for (const end of ends) {
      const found = this.#repaired(end.line, end.at, goal, 1)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Where something else may have been: first of all, was it killed or was it not, when it lost its last connection? Then the nearest. */
  #places(at: number, put: number, back = BACK[put] as number): readonly number[] {
    const near = Array.from({ length: Math.min(at, back) }, (_, i) => at - 1 - i)
    if (put > 0) return near
    const lost = this.#items.flatMap((item, i) => (i < at && item.kind === "loses a connection" && item.last ? [i] : [])).reverse()
    return [...lost, ...near]
  }

  /** What else may be behind an item. */
  *#others(before: Configuration, at: number, aim: Item): Generator<Configuration> {
    const item = this.#items[at] as Item
    const [, ...others] = this.#outcomes(before, item, at)
    yield* others
    for (const filled of hidden(before, aim, this.#waitingAt(at))) {
      this.#tried++
      const [after] = this.#outcomes(filled, item, at)
      if (after !== undefined) yield after
    }
  }

  /** The line as far as it can be said, at most up to behind the goal. */
  #again(line: Configuration[], goal: number): Configuration[] {
    for (let at = line.length - 1; at <= goal; at++) {
      const before = line[at] as Configuration
      this.#tried++
      const item = this.#items[at] as Item
      const after = this.#outcomes(before, item, at)[0] ?? this.#passing(before, at, item, DEPTH_AGAIN)
      if (after === undefined) return line
      line.push(after)
    }
    return line
  }

  /** How it may be after this item, with nothing hidden before it; what is likely comes first. */
  #outcomes(before: Configuration, item: Item, at: number): readonly Configuration[] {
    switch (item.kind) {
      case "hears":
        return [before]
      case "loses a connection": {
        const marked = before.mayRestart ? before : { ...before, mayRestart: true }
        if (!item.last) return [marked]
        const back = broughtBack(marked)
        return [...(back === undefined ? [] : [back]), restarted(marked), marked]
      }
      case "is answered": {
        const now = lookAt(before, item.rpc)
        return item.rpc.answer?.event === undefined || before.late.length >= LATE ? [now] : [now, { ...before, late: [...before.late, item.rpc] }]
      }
      case "asks": {
        const after = shown(before, item.rpc)
        return after === undefined ? [] : [after]
      }
      case "answers": {
        const after = this.#answering(before, item.rpc, at)
        return after === undefined ? [] : [after]
      }
    }
  }

  #answering(before: Configuration, rpc: Rpc, at: number): Configuration | undefined {
    const { answer: seen } = rpc
    if (seen === undefined) return undefined
    const early = before.early.find((each) => each.rpc === rpc)
    if (early !== undefined) return isSame(early.answer, seen) ? { ...before, early: before.early.filter((each) => each !== early) } : undefined
    // Neither is an answer of the rules: its thread did not get to see the request.
    if (seen.outcome === DLedgerResponseCode.REPEATED_PUSH) return this.#isRepeated(rpc, at) ? before : undefined
    if (seen.outcome === DLedgerResponseCode.PUSH_REQUEST_IS_FULL) return before
    const { after, answer } = handle(before, rpc)
    return isSame(answer, seen) ? after : undefined
  }

  /** Another push that begins with the same entry waits for its turn. */
  #isRepeated(rpc: Rpc, at: number): boolean {
    const { message } = rpc.asked
    if (message._tag !== "PushAppend") return false
    return this.#waitingAt(at).some((other) => other !== rpc && other.asked.message._tag === "PushAppend" && other.asked.message.entries.prevLogIndex === message.entries.prevLogIndex)
  }

  /** Requests that it had heard and not answered before this item. */
  #waitingAt(at: number): readonly Rpc[] {
    const known = this.#waiting.get(at)
    if (known !== undefined) return known
    const waiting = new Set(this.#unanswered)
    for (const item of this.#items.slice(0, at)) {
      if (item.kind === "hears") waiting.add(item.rpc)
      else if (item.kind === "answers") waiting.delete(item.rpc)
      // It was killed, or nobody will hear its answers.
      else if (item.kind === "loses a connection" && item.last) waiting.clear()
    }
    const list = [...waiting]
    this.#waiting.set(at, list)
    return list
  }

  /** The first `count` items stand as they were explained. */
  #settle(count: number): void {
    this.#unanswered = this.#waitingAt(count).slice(-UNANSWERED)
    this.#items = this.#items.slice(count)
    this.#line = this.#line.slice(count)
    this.#waiting.clear()
  }
}
