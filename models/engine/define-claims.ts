/**
 * What a definition claims, as properties of the engine.
 *
 * @module
 */
import type { Act } from "./define-acts.ts"
import type { Letter } from "./define-under-way.ts"
import type { AnyNodes, Claim, Definition, Promise, Seen, States, UnderWay } from "./definition.ts"
import type { Fairness, Move, Property } from "./model.ts"
import { show } from "./plain-data.ts"

/** Where things stand among the locals. */
export interface Places {
  /** Names of the nodes, in the order of their slots. */
  readonly names: readonly string[]
  readonly stateOf: (local: unknown) => unknown
  /** The slot of the history; where there is none, claims get `undefined`. */
  readonly historySlot: number
  /** What is under way; nothing, where no claim asks. */
  readonly underWay: (locals: readonly unknown[]) => readonly Letter[]
  /** Nothing is asked of a run before. Absent: every run has. */
  readonly hasBegun?: (locals: readonly unknown[]) => boolean
}

export const propertiesOf = <Nodes extends AnyNodes, History>(definition: Definition<Nodes, History>, { names, stateOf, historySlot, underWay, hasBegun }: Places): readonly Property<unknown, unknown, Act, unknown>[] => {
  const statesOf = (locals: readonly unknown[]): States<Nodes> => Object.fromEntries(names.map((name, slot) => [name, stateOf(locals[slot])])) as unknown as States<Nodes>
  /** Before a run begins every promise holds, and nothing has come about. */
  const about = (claim: Claim<Nodes, History>, before: boolean) => (locals: readonly unknown[]): boolean =>
    hasBegun?.(locals) === false ? before : claim(statesOf(locals), locals[historySlot] as History, (claim.length > 2 ? underWay(locals) : []) as readonly UnderWay<Nodes>[])
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
      fairness: fairnessOf(definition.nodes, fair, fairness, definition.network?.ordered === true)
    }))
  ]
}

/**
 * Choices between the ways to do one thing are not fair: what counts is that it is done. Where messages arrive in order, channels
 * are fair, and each message that comes to their head; else each message is.
 */
const fairnessOf = (nodes: AnyNodes, fair: Promise<AnyNodes>["fair"], strength: "weak" | "strong" = "strong", isOrdered: boolean): readonly Fairness<unknown, Act>[] => {
  const names = Object.keys(nodes)
  const actions = [...new Set(names.flatMap((name) => [...Object.keys(nodes[name]?.actions ?? {}), ...Object.keys(nodes[name]?.choices ?? {})].flatMap((action) => [action, `${name}: ${action}`])))]
  const given: { readonly [action: string]: string } = fair !== undefined && !isList(fair) ? fair : Object.fromEntries((fair ?? actions).map((action) => [action, strength]))
  for (const [action, how] of Object.entries(given)) {
    if (!actions.includes(action)) throw new Error(`fair names "${action}"; the actions are ${actions.join(", ") || "none"}`)
    if (how !== "weak" && how !== "strong") throw new Error(`fair of "${action}" is ${show(how)}; it must be weak or strong`)
  }
  const actionOf = (move: Move<unknown, Act>): { readonly node: string; readonly name: string } | undefined => {
    if (move.kind !== "act") return undefined
    const { action } = move
    if (typeof action !== "string" && action.kind !== "choice") return undefined
    return { node: names[move.slot] as string, name: typeof action === "string" ? action : action.do }
  }
  const receivedBy = (move: Move<unknown, Act>): { readonly from: string; readonly message: unknown } | undefined => {
    if (move.kind === "deliver") return { from: names[move.from] as string, message: move.message }
    return move.kind === "act" && typeof move.action !== "string" && move.action.kind === "receive" ? move.action : undefined
  }
  const ofDelivery = (lot: (from: string, to: string, message: unknown) => string) => (move: Move<unknown, Act>): string | undefined => {
    const got = receivedBy(move)
    return got === undefined ? undefined : lot(got.from, names[move.slot] as string, got.message)
  }
  const ofActions = (["weak", "strong"] as const).flatMap((how): readonly Fairness<unknown, Act>[] => {
    const which = Object.keys(given).filter((action) => given[action] === how)
    if (which.length === 0) return []
    const lotOf = (move: Move<unknown, Act>): string | undefined => {
      const did = actionOf(move)
      if (did === undefined) return undefined
      const one = `${did.node}: ${did.name}`
      return which.includes(one) || (which.includes(did.name) && !(one in given)) ? one : undefined
    }
    return [{ name: fair === undefined ? "actions" : which.join(", "), strength: how, lotOf }]
  })
  return [
    { name: "deliveries", strength, lotOf: ofDelivery((from, to, message) => `${to} receives ${show(message, 1000)} from ${from}`) },
    ...(isOrdered ? [{ name: "channels", strength, lotOf: ofDelivery((from, to) => `${to} receives from ${from}`) }] : []),
    ...ofActions
  ]
}

const isList = (fair: NonNullable<Promise<AnyNodes>["fair"]>): fair is readonly string[] => Array.isArray(fair)
