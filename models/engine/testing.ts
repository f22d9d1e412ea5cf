/**
 * For the engine's own tests: the same search done the slow and obvious way, and models drawn from a seed.
 *
 * @module
 */
import { scramble } from "./hash.ts"
import type { Model, Move, Outcome, Signal } from "./model.ts"

/** Locals are numbers; so are messages, actions and signals. */
export type Tiny = Model<number, number, number, number>
type TinyMove = Move<number, number>
type TinyOutcome = Outcome<number, number, number>

interface State {
  readonly locals: readonly number[]
  /** `from,to,message`, ascending. */
  readonly inFlight: readonly string[]
  readonly steps: number
}

export interface Naive {
  readonly states: ReadonlyMap<string, State>
  readonly generated: number
  /** Steps to the first state or step that decides a property (or to the first throw), by id. */
  readonly decided: ReadonlyMap<string, number>
}

/** Breadth-first, over whole states with texts for keys. */
export const naive = (model: Tiny): Naive => {
  const decided = new Map<string, number>()
  const decide = (id: string, steps: number): void => void (decided.has(id) || decided.set(id, steps))
  const isSet = model.network.kind === "set"
  const inOrder = (messages: readonly string[]): readonly string[] => (isSet ? [...new Set(messages)] : [...messages]).sort()
  const text = ({ locals, inFlight }: State): string => `${locals.join()}|${inFlight.join(" ")}`
  const first: State = { locals: model.initial.locals, inFlight: inOrder((model.initial.inFlight ?? []).map(({ from, to, message }) => [from, to, message].join())), steps: 0 }
  const states = new Map([[text(first), first]])
  let generated = 1
  const look = ({ locals, steps }: State): void => {
    for (const property of model.properties) {
      if (property.kind !== "step" && property.holds(locals) === (property.kind === "sometimes")) decide(property.id, steps)
    }
  }
  look(first)

  const attempt = (state: State, move: TinyMove, gone: string | undefined, signals: readonly Signal<number>[], rule: () => TinyOutcome | undefined): State | undefined => {
    let outcome: TinyOutcome | undefined
    let threw = false
    try {
      outcome = rule()
      if (outcome === undefined) return undefined
    } catch {
      threw = true
    }
    const locals = [...state.locals]
    if (outcome !== undefined) locals[move.slot] = outcome.local
    for (const { to, signal } of [...signals, ...(outcome?.signals ?? [])]) {
      const next = model.observe(to, locals[to] as number, signal)
      if (next === undefined) return undefined
      locals[to] = next
    }
    if (outcome === undefined || threw) {
      decide("no rule throws", state.steps + 1)
      return undefined
    }
    if (locals.some((local, slot) => local !== state.locals[slot] && model.within?.(slot, local) === false)) return undefined
    const rest = [...state.inFlight]
    if (gone !== undefined && !isSet) rest.splice(rest.indexOf(gone), 1)
    const inFlight = inOrder([...rest, ...(outcome.sends ?? []).map(({ to, message }) => [move.slot, to, message].join())])
    if (inFlight.length > (model.network.maxInFlight ?? Number.POSITIVE_INFINITY)) return undefined
    for (const property of model.properties) {
      if (property.kind !== "step" || !property.concerns(state.locals[move.slot] as number, move, outcome)) continue
      if (!property.holds(state.locals, move, outcome, locals)) decide(property.id, state.steps + 1)
    }
    return { locals, inFlight, steps: state.steps + 1 }
  }

  const { carry, duplicate, lose } = model.network
  // A Map may grow while it is walked, and walks what was added: that is the queue.
  for (const state of states.values()) {
    const after: (State | undefined)[] = []
    for (const message of new Set(state.inFlight)) {
      const [from, slot, content] = message.split(",").map(Number) as [number, number, number]
      const receive = () => model.receive(slot, state.locals[slot] as number, from, content)
      const carried = carry?.(from, slot) ?? []
      after.push(attempt(state, { kind: "deliver", slot, from, message: content }, message, carried, receive))
      if (duplicate !== undefined) after.push(attempt(state, { kind: "duplicate", slot, from, message: content }, undefined, [...carried, ...duplicate], receive))
      if (lose !== undefined) after.push(attempt(state, { kind: "lose", slot, from, message: content }, message, lose, () => ({ local: state.locals[slot] as number })))
    }
    state.locals.forEach((local, slot) => {
      for (const action of model.actions(slot, local)) after.push(attempt(state, { kind: "act", slot, action }, undefined, [], () => model.act(slot, local, action)))
    })
    for (const next of after) {
      if (next === undefined) continue
      generated++
      if (states.has(text(next))) continue
      states.set(text(next), next)
      look(next)
    }
  }
  return { states, generated, decided }
}

/** A number from 0 to `bound` − 1 that depends on all of `parts`. */
const pick = (bound: number, ...parts: readonly number[]): number => (parts.reduce((h, part) => scramble(h ^ Math.imul(part + 1, 0x9e3779b1)), 17) >>> 0) % bound

/** Any model at all, of three slots with four locals each: what happens is drawn from the seed. */
export const drawnModel = (seed: number, throwing: boolean): Tiny => {
  const slots = 3
  const outcome = (...parts: readonly number[]): TinyOutcome | undefined => {
    const kind = pick(8, seed, 1, ...parts)
    if (kind === 0) return undefined
    if (kind === 1 && throwing && pick(3, seed, 2, ...parts) === 0) throw new Error("drawn")
    const count = pick(3, seed, 3, ...parts)
    const signals = kind < 5 ? 0 : 1 + pick(3, seed, 4, ...parts)
    return {
      local: pick(4, seed, 5, ...parts),
      sends: Array.from({ length: count }, (_, i) => ({ to: pick(slots, seed, 6, i, ...parts), message: pick(2, seed, 7, i, ...parts) })),
      signals: Array.from({ length: signals }, (_, i) => ({ to: pick(slots, seed, 8, i, ...parts), signal: pick(2, seed, 9, i, ...parts) }))
    }
  }
  const isSet = pick(3, seed, 10) === 0
  const has = (what: number): boolean => pick(2, seed, 11, what) === 0
  const signalTo = (what: number): readonly Signal<number>[] => (pick(3, seed, 12, what) === 0 ? [] : [{ to: pick(slots, seed, 13, what), signal: pick(2, seed, 14, what) }])
  return {
    name: `drawn-${seed}`,
    slots: ["a", "b", "c"],
    initial: { locals: [0, 0, 0], inFlight: [{ from: 0, to: 1, message: 0 }] },
    actions: (slot, local) => Array.from({ length: pick(3, seed, 15, slot, local) }, (_, i) => i),
    act: (slot, local, action) => outcome(0, slot, local, action),
    receive: (slot, local, from, message) => outcome(1, slot, local, from, message),
    observe: (slot, local, signal) => (pick(4, seed, 16, slot, local, signal) === 0 ? undefined : pick(4, seed, 17, slot, local, signal)),
    network: {
      kind: isSet ? "set" : "multiset",
      maxInFlight: 1 + pick(2, seed, 18),
      ...(has(0) && !isSet ? { lose: signalTo(0) } : {}),
      ...(has(1) && !isSet ? { duplicate: signalTo(1) } : {}),
      ...(has(2) ? { carry: (from: number, to: number) => signalTo(2 + 3 * from + to) } : {})
    },
    ...(has(3) ? { within: (slot: number, local: number) => local === 0 || pick(5, seed, 19, slot, local) > 0 } : {}),
    properties: [
      { kind: "always", id: "never that", holds: (locals) => pick(12, seed, 20, ...locals) > 0 },
      { kind: "always", id: "never those two", reads: [0, 2], holds: ([a, , c]) => pick(8, seed, 21, a as number, c as number) > 0 },
      { kind: "sometimes", id: "once this", reads: [1], holds: ([, b]) => b === 3 },
      {
        kind: "step",
        id: "no such step",
        concerns: (before, move) => before > 0 && move.kind !== "lose",
        holds: (before, move, { local }, after) => pick(20, seed, 22, move.slot, local, ...before, ...after) > 0
      }
    ]
  }
}

/** A model of three nodes that do as each other does: what happens depends on who only as far as "me", "you" and "others" go. */
export const drawnSymmetricModel = (seed: number): Tiny => {
  const nodes = [0, 1, 2]
  const permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map((p) => [...p, 3])
  const outcome = (slot: number, from: number, ...parts: readonly number[]): TinyOutcome | undefined => {
    if (pick(5, seed, 1, ...parts) === 0) return undefined
    const message = pick(2, seed, 2, ...parts)
    const tos = [[], nodes.filter((node) => node !== slot), [slot], [from]][pick(4, seed, 3, ...parts)] ?? []
    return {
      local: pick(3, seed, 4, ...parts),
      sends: tos.map((to) => ({ to, message })),
      ...(pick(3, seed, 5, ...parts) === 0 ? { signals: [{ to: 3, signal: pick(2, seed, 6, ...parts) }] } : {})
    }
  }
  return {
    name: `drawn-symmetric-${seed}`,
    slots: ["a", "b", "c", "shared"],
    initial: { locals: [0, 0, 0, 0] },
    actions: (slot, local) => (slot === 3 ? [] : Array.from({ length: 1 + pick(2, seed, 7, local) }, (_, i) => i)),
    act: (slot, local, action) => outcome(slot, slot, 0, local, action),
    receive: (slot, local, from, message) => outcome(slot, from, 1, local, message, from === slot ? 1 : 0),
    observe: (_slot, local, signal) => (pick(5, seed, 8, local, signal) === 0 ? undefined : pick(3, seed, 9, local, signal)),
    network: { kind: pick(3, seed, 10) === 0 ? "set" : "multiset", maxInFlight: 2 },
    properties: [
      { kind: "always", id: "never", holds: ([a, b, c, shared]) => pick(10, seed, 11, ...[a, b, c].sort() as number[], shared as number) > 0 },
      { kind: "sometimes", id: "once", reads: nodes, holds: (locals) => nodes.every((node) => locals[node] === 2) },
      { kind: "step", id: "no such step", concerns: (before) => before === 1, holds: (before, _move, { local }, after) => pick(9, seed, 12, local, before[3] as number, after[3] as number) > 0 }
    ],
    symmetry: { permutations, renameLocal: (_slot, local) => local, renameMessage: (message) => message }
  }
}
