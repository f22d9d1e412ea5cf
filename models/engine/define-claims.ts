/**
 * What a definition claims, as properties of the engine.
 *
 * @module
 */
import type { Act } from "./define-acts.ts"
import type { AnyNodes, Definition, Seen, States } from "./define.ts"
import type { Fairness, Move, Property } from "./model.ts"
import { show } from "./plain-data.ts"

/** Where things stand among the locals. */
export interface Places {
  /** Names of the nodes, in the order of their slots. */
  readonly names: readonly string[]
  readonly stateOf: (local: unknown) => unknown
  /** The slot of the history; where there is none, claims get `undefined`. */
  readonly historySlot: number
  /** Nothing is asked of a run before. Absent: every run has. */
  readonly hasBegun?: (locals: readonly unknown[]) => boolean
}

export const propertiesOf = <Nodes extends AnyNodes, History>(definition: Definition<Nodes, History>, { names, stateOf, historySlot, hasBegun }: Places): readonly Property<unknown, unknown, Act, unknown>[] => {
  const statesOf = (locals: readonly unknown[]): States<Nodes> => Object.fromEntries(names.map((name, slot) => [name, stateOf(locals[slot])])) as unknown as States<Nodes>
  type Claimed = (nodes: States<Nodes>, history: History) => boolean
  /** Before a run begins every promise holds, and nothing has come about. */
  const about = (claim: Claimed, before: boolean) => (locals: readonly unknown[]): boolean => (hasBegun?.(locals) === false ? before : claim(statesOf(locals), locals[historySlot] as History))
  const begun = hasBegun === undefined ? {} : { from: hasBegun }
  const all = <Claim>(claims: { readonly [id: string]: Claim } | undefined, property: (id: string, claim: Claim) => Property<unknown, unknown, Act, unknown>) => Object.entries(claims ?? {}).map(([id, claim]) => property(id, claim))
  return [
    ...all(definition.always, (id, claim) => ({ kind: "always", id, holds: about(claim, true) })),
    ...all(definition.sometimes, (id, claim) => ({ kind: "sometimes", id, holds: about(claim, false) })),
    ...all(definition.steps, (id, claim) => ({
      kind: "step",
      id,
      concerns: (_local, _move, { detail }) => detail !== undefined,
      holds: (before, _move, { detail }, after) => claim(statesOf(before), detail as Seen<Nodes>, statesOf(after))
    })),
    ...all(definition.ends, (id, claim) => ({ kind: "ends", id, holds: about(claim, true) })),
    ...all(definition.recoverable, (id, claim) => ({ kind: "recoverable", id, ...begun, holds: about(claim, false) })),
    ...all(definition.eventually, (id, { from, holds, fair, fairness }) => ({
      kind: "eventually",
      id,
      ...(from === undefined ? begun : { from: about(from, false) }),
      holds: about(holds, false),
      fairness: [fairnessOf(definition.nodes, fair, fairness)]
    }))
  ]
}

/** Choices between the ways to do one thing are not fair: what counts is that it is done. Where messages arrive in order, channels are. */
const fairnessOf = (nodes: AnyNodes, fair: readonly string[] | undefined, strength: "weak" | "strong" = "strong"): Fairness<unknown, Act> => {
  const names = Object.keys(nodes)
  const all = names.flatMap((name) => [...Object.keys(nodes[name]?.actions ?? {}), ...Object.keys(nodes[name]?.choices ?? {})].flatMap((action) => [action, `${name}: ${action}`]))
  const unknown = fair?.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`fair names "${unknown}"; the actions are ${[...new Set(all)].join(", ") || "none"}`)
  const lotOf = (move: Move<unknown, Act>): string | undefined => {
    const node = names[move.slot] as string
    if (move.kind === "deliver") return `${node} receives ${show(move.message, 1000)} from ${names[move.from]}`
    if (move.kind !== "act") return undefined
    const { action } = move
    if (typeof action !== "string" && action.kind !== "choice") return action.kind === "receive" ? `${node} receives from ${action.from}` : undefined
    const name = typeof action === "string" ? action : action.do
    return fair === undefined || fair.includes(`${node}: ${name}`) || fair.includes(name) ? `${node}: ${name}` : undefined
  }
  return { name: fair === undefined ? "deliveries and actions" : `deliveries, ${fair.join(", ")}`, strength, lotOf }
}
