/**
 * What of ours is measured, by name. Each is run in a process of its own (`ours.ts`), so that none finds the code warm or the heap
 * full, and its peak of memory is its own.
 *
 * @module
 */
import { tmpdir } from "node:os"
import { explore, simulate } from "../../engine/index.ts"
import type { AnyModel, Fairness } from "../../engine/model.ts"
import type { ExploreOptions } from "../../engine/result.ts"
import { paxos } from "../paxos.ts"
import { raft } from "../raft.ts"
import { singleCopyRegister } from "../single-copy-register.ts"
import { twoPhaseCommit, type Action, type Local, type Message } from "../two-phase-commit.ts"
import { countExactly } from "./exact.ts"

export interface Counted {
  /** Successors, or steps of random walks; `null`: not counted. */
  readonly generated: number | null
  readonly unique: number | null
  readonly seconds: number
  /** Properties that were decided by a trace. */
  readonly found: readonly string[]
}

const wide = { nodes: 3, crashes: 0, term: 1, log: 2, inFlight: 6 }
const crashing = raft({ nodes: 3, crashes: 1 })

const explored = (model: AnyModel, options: ExploreOptions = {}): Counted => {
  const { generatedStates, uniqueStates, seconds, properties } = explore(model, { symmetry: false, ...options })
  return { generated: generatedStates, unique: uniqueStates, seconds, found: properties.filter(({ trace }) => trace !== undefined).map(({ id }) => id) }
}

export const cases: { readonly [name: string]: () => Counted } = {
  "raft-3n-bounded": () => explored(raft({ nodes: 3, crashes: 0, term: 1, log: 1, inFlight: 5 })),
  "2pc-8": () => explored(twoPhaseCommit(8)),
  "paxos-3c": () => explored(paxos({ servers: 3, clients: 3 })),
  "single-copy-register-4c": () => explored(singleCopyRegister({ servers: 1, clients: 4 })),
  "raft-3n-depth-12": () => explored(crashing, { maxDepth: 12 }),
  "raft-3n-depth-8": () => explored(crashing, { maxDepth: 8 }),
  "raft-3n-depth-8-exact": () => ({ ...countExactly(crashing, 8), generated: null, found: [] }),
  "raft-3n-depth-10": () => explored(crashing, { maxDepth: 10 }),
  "raft-3n-large": () => explored(raft(wide), { workers: { threads: 2, model: { module: new URL("../raft.js", import.meta.url).href, name: "raft", args: [wide] } }, spill: { directory: tmpdir(), states: 60_000_000 } }),
  "2pc-8-in-the-end": () => explored(decides(8)),
  "raft-3n-walks": () => {
    const { steps, seconds, reached } = simulate(crashing, { seed: 1, runs: 5_000, steps: 100, stopAt: [] })
    return { generated: steps, unique: null, seconds, found: reached }
  }
}

/**
 * Two-phase commit, and that every manager ends committed or aborted in every fair run: a loop has to be ruled out among all its
 * states. And one that is there: nothing makes them all commit. Fair, each by itself: what each manager is told in the end, that
 * the transaction manager hears of each, and that it decides.
 */
export const decides = (managers: number): AnyModel => {
  const { symmetry: _, ...model } = twoPhaseCommit(managers)
  const states = (locals: readonly Local[]): readonly string[] => locals.slice(0, managers).map(({ state }) => state)
  const fairness: Fairness<Message, Action> = {
    name: "deliveries, and the decision",
    strength: "weak",
    lotOf: (move) => {
      if (move.kind !== "act") return move.message.kind === "prepared" ? `prepared by ${move.message.by}` : `decision to ${move.slot}`
      return move.slot < managers ? undefined : "decision"
    }
  }
  return {
    ...model,
    name: `${model.name}-in-the-end`,
    properties: [
      { kind: "eventually", id: "decided", holds: (locals: readonly Local[]) => states(locals).every((state) => state === "committed" || state === "aborted"), fairness: [fairness] },
      { kind: "eventually", id: "need not commit", witness: true, holds: (locals: readonly Local[]) => states(locals).every((state) => state === "committed"), fairness: [fairness] }
    ]
  }
}
