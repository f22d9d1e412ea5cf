/**
 * Two-phase commit as Stateright's `examples/2pc.rs` has it (after Gray and Lamport, "Consensus on Transaction Commit"):
 * resource managers and one transaction manager that talk over messages which, once sent, can be received again and again.
 *
 * A reference: its state counts are known from two other checkers.
 *
 * @module
 */
import type { Model, Outcome, Send } from "../engine/model.ts"
import { permutationsOfNodes } from "../engine/symmetry.ts"

export interface ResourceManager {
  readonly kind: "resource manager"
  readonly state: "working" | "prepared" | "committed" | "aborted"
}

export interface TransactionManager {
  readonly kind: "transaction manager"
  readonly state: "init" | "committed" | "aborted"
  /** By resource manager: has it said that it is prepared? */
  readonly prepared: readonly boolean[]
}

export type Local = ResourceManager | TransactionManager
export type Message = { readonly kind: "prepared"; readonly by: number } | { readonly kind: "commit" } | { readonly kind: "abort" }
export type Action = "prepare" | "abort" | "commit"
type Result = Outcome<Local, Message, null>

/** `count` resource managers in slots 0, 1, …; the transaction manager in the slot after them. */
export const twoPhaseCommit = (count: number): Model<Local, Message, Action, null> => {
  const managers = Array.from({ length: count }, (_, i) => i)
  const toAll = (message: Message): readonly Send<Message>[] => managers.map((to) => ({ to, message }))

  const actManager = (slot: number, local: ResourceManager, action: Action): Result =>
    action === "prepare"
      ? { local: { ...local, state: "prepared" }, sends: [{ to: count, message: { kind: "prepared", by: slot } }] }
      : { local: { ...local, state: "aborted" } }

  const actTransaction = (local: TransactionManager, action: Action): Result =>
    action === "commit"
      ? { local: { ...local, state: "committed" }, sends: toAll({ kind: "commit" }) }
      : { local: { ...local, state: "aborted" }, sends: toAll({ kind: "abort" }) }

  const managersOf = (locals: readonly Local[]): readonly ResourceManager[] => locals.slice(0, count) as readonly ResourceManager[]

  return {
    name: `reference/two-phase-commit-${count}n`,
    slots: [...managers.map((i) => `rm${i}`), "tm"],
    initial: {
      locals: [
        ...managers.map((): Local => ({ kind: "resource manager", state: "working" })),
        { kind: "transaction manager", state: "init", prepared: managers.map(() => false) }
      ]
    },
    actions: (_slot, local) => {
      if (local.kind === "resource manager") return local.state === "working" ? ["prepare", "abort"] : []
      if (local.state !== "init") return []
      return local.prepared.every((yes) => yes) ? ["commit", "abort"] : ["abort"]
    },
    act: (slot, local, action) => (local.kind === "resource manager" ? actManager(slot, local, action) : actTransaction(local, action)),
    receive: (_slot, local, _from, message) => {
      if (local.kind === "resource manager") {
        return message.kind === "prepared" ? undefined : { local: { ...local, state: message.kind === "commit" ? "committed" : "aborted" } }
      }
      if (message.kind !== "prepared" || local.state !== "init") return undefined
      return { local: { ...local, prepared: local.prepared.map((yes, i) => yes || i === message.by) } }
    },
    observe: () => undefined,
    network: { kind: "set" },
    properties: [
      { kind: "sometimes", id: "all abort", reads: managers, holds: (locals) => managersOf(locals).every(({ state }) => state === "aborted") },
      { kind: "sometimes", id: "all commit", reads: managers, holds: (locals) => managersOf(locals).every(({ state }) => state === "committed") },
      {
        kind: "always",
        id: "consistent",
        reads: managers,
        holds: (locals) => !(managersOf(locals).some(({ state }) => state === "aborted") && managersOf(locals).some(({ state }) => state === "committed"))
      }
    ],
    symmetry: {
      // 40,320 of them for eight managers: only a search under symmetry pays for them.
      get permutations() {
        return permutationsOfNodes(count, 1)
      },
      renameLocal: (_slot, local, permutation) => (local.kind === "resource manager" ? local : { ...local, prepared: moved(local.prepared, permutation) }),
      renameMessage: (message, permutation) => (message.kind === "prepared" ? { ...message, by: permutation[message.by] as number } : message)
    },
    describe: (move) => (move.kind === "act" ? `${move.slot === count ? "tm" : `rm${move.slot}`} ${move.action}s` : `${move.slot} receives ${move.message.kind} from ${move.from}`)
  }
}

/** The list with item `i` at place `permutation[i]`. */
const moved = <T>(items: readonly T[], permutation: readonly number[]): readonly T[] => {
  const result = [...items]
  items.forEach((item, i) => (result[permutation[i] as number] = item))
  return result
}
