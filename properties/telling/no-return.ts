/**
 * Where it could no longer be helped: the first step after which every continuation without faults comes to the bad end, if
 * each message is delivered and each timer fires some time. Before it there is a run that does not, and it is shown beside.
 *
 * From a state all continuations are explored in which nothing goes wrong and no client asks for anything more: messages
 * arrive, timers fire, disks finish, brokers that are down start again. A fair run ends in a part of that graph that it
 * cannot leave, and goes everywhere in it. So the bad end can be avoided exactly if a state can be reached, without it, from
 * which it cannot be reached any more.
 *
 * @module
 */
import type { AnyModel, AnyMove, AnyOutcome } from "../../models/engine/model.ts"
import type { Trace, TraceStep } from "../../models/engine/result.ts"
import { movesOf, step, type World } from "../../models/engine/world.ts"
import { endShows } from "./ends.ts"
import { comesAbout } from "./comes-about.ts"
import type { View } from "./view.ts"
import { WorldNumbers, worldsOf } from "./worlds.ts"

export interface NoReturn {
  /**
   * `no return`: after the step that follows the split, every continuation comes to the bad end. `last choice`: only the last
   * step does it, and until then it could be avoided. `another choice`: too many states to tell; the good run does something else
   * there, and keeps the promise as far as it goes. Of what was to come about in the end: `never again`, no run comes to it after
   * that step; `way out`, of a loop that need not be gone round.
   */
  readonly kind: "no return" | "last choice" | "another choice" | "never again" | "way out"
  /** How many steps the good run has in common with the bad one. */
  readonly splitAt: number
  /**
   * At its end the bad one cannot be reached without a fault, unless it is `another choice`; or, of a property of whole runs, what was
   * promised has come about.
   */
  readonly goodRun: Trace
}

export interface NoReturnOptions {
  /** States looked at, in all. */
  readonly maxStates?: number
}

const MAX_STATES = 5_000

/** `undefined`: nothing avoids it, it is asked of ends of runs only, from the beginning, or too few states were looked at. */
export const noReturn = (model: AnyModel, view: View, id: string, trace: Trace, { maxStates = MAX_STATES }: NoReturnOptions = {}): NoReturn | undefined => {
  const property = model.properties.find((each) => each.id === id)
  if (property === undefined || property.kind === "ends" || trace.error !== undefined || trace.initial !== model.initial.locals || view.anyEvent === true) return undefined
  const worlds = worldsOf(model, view, trace)
  if (property.kind === "recoverable" || property.kind === "eventually") return comesAbout(model, property, trace, worlds, maxStates)
  const graph = new Graph(model, view, id, maxStates)
  for (let split = trace.steps.length - 1; split >= 0; split--) {
    const found = graph.explore(worlds[split] as World)
    if (found === "unavoidable") continue
    if (found === "unknown") {
      const other = graph.anotherWay(worlds[split] as World, worlds[split + 1] as World)
      return other && { kind: "another choice", splitAt: split, goodRun: { initial: trace.initial, steps: [...trace.steps.slice(0, split), ...other] } }
    }
    const goodRun: Trace = { initial: trace.initial, steps: [...trace.steps.slice(0, split), ...found] }
    return { kind: split === trace.steps.length - 1 ? "last choice" : "no return", splitAt: split, goodRun }
  }
  return undefined
}

/** In a sentence, for a reader of the run. */
export const noReturnText = ({ kind, splitAt, goodRun }: NoReturn, view: View, trace: Trace): string => {
  const step = trace.steps[splitAt]
  const bad = step === undefined ? "" : `step ${splitAt + 1} (${view.did(step.move).text})`
  const other = goodRun.steps[splitAt]
  const otherText = other === undefined ? "" : view.did(other.move).text
  const instead = other === undefined ? "left alone, the run would have ended well" : `this could have come instead: ${otherText}`
  switch (kind) {
    case "no return":
      return `Point of no return: ${bad}. After it every continuation without faults ends like this one; before it, ${instead}.`
    case "never again":
      return `Point of no return: ${bad}. After it no run comes to what was promised; before it, ${instead}.`
    case "last choice":
      return `It could be avoided until the end: ${other === undefined ? `without ${bad} the run would have ended well` : `instead of ${bad}, for instance, ${otherText}`}.`
    case "another choice":
      return `Another choice: instead of ${bad}, for instance, ${otherText}. As far as it was followed from there, ${goodRun.steps.length - splitAt} steps, the promise is kept.`
    case "way out":
      return `What was promised could still come about after step ${splitAt}: ${step === undefined ? "" : `instead of ${bad}, `}for instance, ${otherText}.`
  }
}

interface Edge {
  readonly to: number
  readonly move: AnyMove
  readonly outcome: AnyOutcome
  /** It comes to the bad end. */
  readonly bad: boolean
}

/** How each state was come to first. */
type By = Map<number, { readonly from: number; readonly edge: Edge } | undefined>

/** Continuations in which nothing goes wrong, as far as they were looked at. */
class Graph {
  private readonly model: AnyModel
  private readonly view: View
  private readonly id: string
  private readonly maxStates: number
  private readonly numbers = new WorldNumbers()
  private readonly worlds: World[] = []
  private readonly edges: (readonly Edge[] | undefined)[] = []

  constructor(model: AnyModel, view: View, id: string, maxStates: number) {
    this.model = model
    this.view = view
    this.id = id
    this.maxStates = maxStates
  }

  /** A way from this state to one from which the bad end cannot be reached. */
  explore(world: World): readonly TraceStep[] | "unavoidable" | "unknown" {
    const start = this.numberOf(world)
    const queue = [start]
    const seen = new Set(queue)
    let cut = false
    for (let i = 0; i < queue.length; i++) {
      const at = queue[i] as number
      if (this.edges[at] === undefined && this.worlds.length > this.maxStates) {
        cut = true
        continue
      }
      for (const { to, bad } of (this.edges[at] ??= this.edgesOf(this.worlds[at] as World))) {
        if (bad || seen.has(to)) continue
        seen.add(to)
        queue.push(to)
      }
    }
    const doomed = this.reaching(queue)
    const way = this.wayTo(start, (at) => !doomed.has(at))
    return way ?? (cut ? "unknown" : "unavoidable")
  }

  /** The longest way from this state on that was looked at, without the bad end and the state that the bad run goes on to. */
  anotherWay(world: World, next: World): readonly TraceStep[] | undefined {
    const start = this.numberOf(world)
    const not = this.numberOf(next)
    const by: By = new Map([[start, undefined]])
    const queue = [start]
    for (const at of queue)
      for (const edge of this.edges[at] ?? []) {
        if (edge.bad || edge.to === not || by.has(edge.to)) continue
        by.set(edge.to, { from: at, edge })
        queue.push(edge.to)
      }
    return queue.length === 1 ? undefined : this.stepsTo(queue[queue.length - 1] as number, by)
  }

  /** Those from which the bad end can be reached, or what was not looked at. */
  private reaching(all: readonly number[]): ReadonlySet<number> {
    const sources = new Map<number, number[]>()
    const found: number[] = []
    const doomed = new Set<number>()
    const add = (at: number): void => {
      if (doomed.has(at)) return
      doomed.add(at)
      found.push(at)
    }
    for (const at of all) {
      const edges = this.edges[at]
      if (edges === undefined || edges.some(({ bad }) => bad)) add(at)
      for (const { to } of edges ?? []) sources.set(to, [...(sources.get(to) ?? []), at])
    }
    for (let at = found.pop(); at !== undefined; at = found.pop()) for (const from of sources.get(at) ?? []) add(from)
    return doomed
  }

  /** A shortest way, without the bad end. */
  private wayTo(start: number, is: (at: number) => boolean): readonly TraceStep[] | undefined {
    const by: By = new Map([[start, undefined]])
    const queue = [start]
    for (let i = 0; i < queue.length; i++) {
      const at = queue[i] as number
      if (is(at)) return this.stepsTo(at, by)
      for (const edge of this.edges[at] ?? []) {
        if (edge.bad || by.has(edge.to)) continue
        by.set(edge.to, { from: at, edge })
        queue.push(edge.to)
      }
    }
    return undefined
  }

  private stepsTo(end: number, by: By): readonly TraceStep[] {
    const steps: TraceStep[] = []
    let at = end
    for (let last = by.get(at); last !== undefined; last = by.get(at)) {
      const { move, outcome } = last.edge
      steps.unshift({ move, outcome, locals: (this.worlds[at] as World).locals })
      at = last.from
    }
    return steps
  }

  private numberOf(world: World): number {
    const number = this.numbers.of(world)
    if (number === this.worlds.length) {
      this.worlds.push(world)
      this.edges.push(undefined)
    }
    return number
  }

  private edgesOf(world: World): readonly Edge[] {
    return movesOf(this.model, world).flatMap(({ move, position }): readonly Edge[] => {
      if (!goesOn(this.view, move)) return []
      const taken = step(this.model, world, move, position)
      if (taken.kind !== "stepped") return []
      const { outcome, world: next } = taken
      return [{ to: this.numberOf(next), move, outcome, bad: endShows(this.model, this.id, next.locals, { before: world.locals, move, outcome }) }]
    })
  }
}

/** Of itself and without harm: what is down starts, what is cut heals. */
const goesOn = (view: View, move: AnyMove): boolean => {
  const { kind, fault } = view.did(move)
  const repairs = move.kind === "act" && ["start", "heal"].includes((move.action as { readonly do: string }).do)
  return repairs || (!fault && (kind === "deliver" || kind === "timer" || kind === "disk"))
}
