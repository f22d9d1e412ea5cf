/**
 * For the engine's own tests: models drawn from a seed.
 *
 * @module
 */
import { scramble } from "./hash.ts"
import type { AnyModel, AnyOutcome, Model, Outcome, Property, Signal } from "./model.ts"

/** Locals are numbers; so are messages, actions and signals. */
export type Tiny = Model<number, number, number, number>
type TinyOutcome = Outcome<number, number, number>

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

/** With properties of whole runs besides. */
export const withRecoverable = (model: Tiny): Tiny => ({
  ...model,
  properties: [
    ...model.properties,
    { kind: "recoverable", id: "can be put right", holds: ([a, b]) => a === 0 && b === 1 },
    { kind: "recoverable", id: "can be put right from there", from: ([a]) => a === 2, holds: ([, , c]) => c === 3 }
  ]
})

/** A set network without a bound on what is in flight, of which it is asked whether something always comes about. */
export const drawnFairModel = (seed: number): Tiny => {
  const { initial, slots, actions, act, receive, observe } = drawnModel(seed, false)
  /** It sends half as much: else everything is in flight, and nothing is small. */
  const quieter = (outcome: TinyOutcome | undefined): TinyOutcome | undefined => outcome && { ...outcome, sends: (outcome.sends ?? []).filter(({ to, message }) => pick(3, seed, 40, outcome.local, to, message) === 0) }
  const fairness = [{ name: "anything", strength: "weak" as const, lotOf: () => "anything" }]
  return {
    name: `drawn-fair-${seed}`,
    initial,
    slots,
    actions,
    act: (slot, local, action) => quieter(act(slot, local, action)),
    receive: (slot, local, from, message) => quieter(receive(slot, local, from, message)),
    observe,
    network: { kind: "set" },
    properties: [
      { kind: "eventually", id: "comes about", holds: ([a]) => a === 1, fairness },
      { kind: "eventually", id: "comes about after", from: ([, b]) => b === 2, holds: ([, , c]) => c === 1, fairness }
    ]
  }
}

/** What numbers stand for: alike enough that a careless text or hash takes one for the other. */
const wardrobe: readonly unknown[] = [
  { x: ["a"], y: ["b"] },
  { x: ["a", "b"], y: [] },
  { x: ["ab"], y: [] },
  { x: [], y: ["a", "b"] }
]

/** The same model, of values with parts instead of numbers. */
export const dressed = (model: Tiny): AnyModel => {
  const texts = wardrobe.map((value) => JSON.stringify(value))
  const wear = (n: number): unknown => structuredClone(wardrobe[n])
  const bare = (value: unknown): number => texts.indexOf(JSON.stringify(value))
  const all = (locals: readonly unknown[]): readonly number[] => locals.map((local) => (local === undefined ? (undefined as unknown as number) : bare(local)))
  const out = (outcome: TinyOutcome | undefined): AnyOutcome | undefined =>
    outcome && { ...outcome, local: wear(outcome.local), sends: (outcome.sends ?? []).map(({ to, message }) => ({ to, message: wear(message) })) }
  return {
    ...model,
    initial: { locals: model.initial.locals.map(wear), inFlight: (model.initial.inFlight ?? []).map(({ from, to, message }) => ({ from, to, message: wear(message) })) },
    actions: (slot, local) => model.actions(slot, bare(local)),
    act: (slot, local, action) => out(model.act(slot, bare(local), action as number)),
    receive: (slot, local, from, message) => out(model.receive(slot, bare(local), from, bare(message))),
    observe: (slot, local, signal) => {
      const next = model.observe(slot, bare(local), signal as number)
      return next === undefined ? undefined : wear(next)
    },
    ...(model.within === undefined ? {} : { within: (slot: number, local: unknown) => model.within?.(slot, bare(local)) ?? true }),
    properties: model.properties.map((property) => {
      if (property.kind !== "step") return { ...property, holds: (locals: readonly unknown[]) => property.holds(all(locals)), ...("from" in property && property.from !== undefined ? { from: (locals: readonly unknown[]) => property.from?.(all(locals)) ?? true } : {}) }
      const { concerns, holds } = property
      // What is asked of a message here does not depend on what it says.
      type TinyMove = Parameters<typeof concerns>[1]
      return {
        ...property,
        concerns: (before: unknown, move: unknown, outcome: AnyOutcome) => concerns(bare(before), move as TinyMove, { ...outcome, local: bare(outcome.local) } as TinyOutcome),
        holds: (before: readonly unknown[], move: unknown, outcome: AnyOutcome, after: readonly unknown[]) => holds(all(before), move as TinyMove, { ...outcome, local: bare(outcome.local) } as TinyOutcome, all(after))
      }
    }) as AnyModel["properties"]
  } as AnyModel
}

/** A node knows a mode and, sometimes, a node. */
export interface Pointing {
  readonly mode: number
  /** Its slot; −1: none. */
  readonly peer: number
}

const SHARED = 3

/**
 * A model of three nodes that do as each other does, and that name each other in locals and messages: what happens depends on
 * who only as far as "me", "the sender", "the one I know" and "the others" go.
 */
export const drawnSymmetricModel = (seed: number, throwing = false): AnyModel => {
  const nodes = [0, 1, 2]
  const permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map((p) => [...p, SHARED])
  const has = (what: number): boolean => pick(2, seed, 30, what) === 0
  const relation = (slot: number, other: number): number => (other === -1 ? 0 : other === slot ? 1 : 2)
  const outcome = (slot: number, from: number, local: Pointing, message: Pointing, ...parts: readonly number[]) => {
    const seen = [...parts, local.mode, message.mode, relation(slot, local.peer), relation(slot, message.peer), from === slot ? 1 : from === local.peer ? 2 : 0, local.peer === message.peer ? 1 : 0]
    const kind = pick(9, seed, 1, ...seen)
    if (kind === 0) return undefined
    if (kind === 1 && throwing && pick(3, seed, 2, ...seen) === 0) throw new Error("drawn")
    const known = [-1, slot, from, local.peer, message.peer]
    const named = (what: number): number => known[pick(known.length, seed, 31, what, ...seen)] as number
    const tos = [[], nodes.filter((node) => node !== slot), [slot], [from], local.peer === -1 ? [] : [local.peer]][pick(5, seed, 3, ...seen)] ?? []
    return {
      local: { mode: pick(2, seed, 4, ...seen), peer: named(1) },
      sends: tos.map((to) => ({ to, message: { mode: pick(2, seed, 5, ...seen), peer: named(2) } })),
      ...(pick(3, seed, 6, ...seen) === 0 ? { signals: [{ to: SHARED, signal: pick(2, seed, 7, ...seen) }] } : {})
    }
  }
  const isSet = pick(3, seed, 10) === 0
  const shared = (what: number): readonly Signal<number>[] => (pick(2, seed, 32, what) === 0 ? [] : [{ to: SHARED, signal: pick(2, seed, 33, what) }])
  const modes = (locals: readonly unknown[]): readonly number[] => nodes.map((node) => (locals[node] as Pointing).mode).sort()
  /** How many know somebody, and how many themselves. */
  const knowing = (locals: readonly unknown[]): readonly number[] => [nodes.filter((node) => (locals[node] as Pointing).peer >= 0).length, nodes.filter((node) => (locals[node] as Pointing).peer === node).length]
  const properties: Property<unknown, Pointing, number, number>[] = [
    { kind: "always", id: "never", holds: (locals) => pick(10, seed, 11, ...modes(locals), ...knowing(locals), locals[SHARED] as number) > 0 },
    { kind: "sometimes", id: "once", reads: nodes, holds: (locals) => nodes.every((node) => (locals[node] as Pointing).mode === 1 && (locals[node] as Pointing).peer >= 0) },
    {
      kind: "step",
      id: "no such step",
      concerns: (before, { kind }) => kind !== "lose" && typeof before !== "number" && (before as Pointing).mode === 1,
      holds: (before, _move, { local }, after) => pick(9, seed, 12, (local as Pointing).mode, before[SHARED] as number, after[SHARED] as number) > 0
    },
    ...(has(0) ? [{ kind: "recoverable" as const, id: "can be put right", holds: (locals: readonly unknown[]) => modes(locals).join() === "0,0,1" }] : [])
  ]
  const rename = ({ mode, peer }: Pointing, p: readonly number[]): Pointing => ({ mode, peer: peer === -1 ? -1 : (p[peer] as number) })
  const none: Pointing = { mode: 0, peer: -1 }
  return {
    name: `drawn-symmetric-${seed}`,
    slots: ["a", "b", "c", "shared"],
    initial: { locals: [none, none, none, 0] },
    actions: (slot, local) => (slot === SHARED ? [] : Array.from({ length: 1 + pick(2, seed, 8, (local as Pointing).mode) }, (_, i) => i)),
    act: (slot, local, action) => outcome(slot, slot, local as Pointing, none, 0, action as number),
    receive: (slot, local, from, message) => outcome(slot, from, local as Pointing, message as Pointing, 1),
    observe: (_slot, local, signal) => (pick(5, seed, 13, local as number, signal as number) === 0 ? undefined : pick(3, seed, 14, local as number, signal as number)),
    network: {
      kind: isSet ? "set" : "multiset",
      maxInFlight: 1 + pick(2, seed, 15),
      ...(has(1) && !isSet ? { lose: shared(0) } : {}),
      ...(has(2) && !isSet ? { duplicate: shared(1) } : {}),
      ...(has(3) ? { carry: (from: number, to: number) => shared(from === to ? 2 : 3) } : {})
    },
    ...(has(4) ? { within: (slot: number, local: unknown) => slot === SHARED || (local as Pointing).peer !== slot || pick(3, seed, 16, (local as Pointing).mode) > 0 } : {}),
    properties,
    symmetry: { permutations, renameLocal: (slot, local, p) => (slot === SHARED ? local : rename(local as Pointing, p)), renameMessage: (message, p) => rename(message as Pointing, p) }
  } as AnyModel
}
